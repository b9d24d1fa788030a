// Nobody at the page: whoever does something is noticed now and then, and a page that nobody uses leads to the PIN or the login.
(() => {
  const NOTICED_MS = 20000;
  const LOOK_MS = 5000;
  let noticed = 0;

  const notice = () => {
    const now = Date.now();
    if (now - noticed < NOTICED_MS) return;
    noticed = now;
    fetch("/awake", { method: "POST", keepalive: true }).catch(() => {});
  };
  for (const kind of ["pointerdown", "keydown", "wheel"])
    document.addEventListener(kind, notice, { capture: true, passive: true });

  const look = async () => {
    let state = "";
    try {
      state = (await (await fetch("/idle", { cache: "no-store" })).json()).state;
    } catch {
      return; // the page itself says that the connection is lost
    }
    const here = encodeURIComponent(location.pathname + location.search);
    if (state === "locked") location.replace(`/pin?to=${here}`);
    else if (state === "out") location.replace(`/login?to=${here}`);
  };
  setInterval(look, LOOK_MS);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) look();
  });
})();
