// The session that runs, on every page, and whether Respite can be reached: by plain requests, once a second.
(() => {
  const find = (name) => document.querySelector(`[data-testid="${name}"]`);
  const OFTEN_MS = 1000;
  const SELDOM_MS = 3000;
  const PATIENCE_MS = 4000;
  let session = null;
  let known = false;
  let timer = 0;

  const write = (name, text) => {
    const node = find(name);
    if (node && node.textContent !== text) node.textContent = text;
  };

  const show = (now) => {
    session = now.session;
    known = true;
    const strip = find("strip");
    if (!strip) return;
    strip.hidden = session === null;
    const stop = strip.querySelector('[data-testid="stop"]');
    if (session === null) {
      delete stop.dataset.escape;
      return;
    }
    write("strip-who", now.who);
    write("strip-told", now.told);
    strip.classList.toggle("paused", now.paused);
    if (now.escape) stop.dataset.escape = "on";
    else delete stop.dataset.escape;
  };

  const away = (lost) => {
    const line = find("away");
    if (!line) return;
    // Without a session there is nothing to fear: the page's own line about its connection is enough.
    const told = lost && (session !== null || (!known && find("stop")));
    if (line.hidden === !told) return;
    line.textContent = told ? line.dataset.session : "";
    line.hidden = !told;
    document.documentElement.classList.toggle("unreached", Boolean(told));
  };

  async function pulse() {
    clearTimeout(timer);
    if (document.hidden) return;
    const patience = new AbortController();
    const out = setTimeout(() => patience.abort(), PATIENCE_MS);
    try {
      const answer = await fetch("/pulse", { cache: "no-store", signal: patience.signal });
      away(false);
      clearTimeout(out);
      if (!answer.ok) return; // whoever was logged in is no more: the page is led away, and asks no further
      show(await answer.json());
    } catch {
      away(true);
    }
    clearTimeout(out);
    timer = setTimeout(pulse, session !== null || location.pathname === "/live" ? OFTEN_MS : SELDOM_MS);
  }

  window.addEventListener("offline", pulse);
  window.addEventListener("online", pulse);
  document.addEventListener("visibilitychange", pulse);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", pulse);
  else pulse();
})();
