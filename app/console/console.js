// What must not wait for the page's connection to the server: Stop, its key, and the picture's stream.
(() => {
  const find = (name) => document.querySelector(`[data-testid="${name}"]`);
  let stopping = false;

  const say = (text) => {
    const fault = find("stop-fault");
    if (!fault) return;
    fault.textContent = text;
    fault.hidden = !text;
  };

  async function stop(button) {
    if (stopping) return;
    stopping = true;
    const label = button.querySelector(".label");
    const before = label.textContent;
    label.textContent = button.dataset.busy;
    say("");
    try {
      const answer = await fetch("/stop", { method: "POST", keepalive: true });
      const said = await answer.json();
      if (said.to) {
        // The page follows by itself; without its connection it is led there.
        setTimeout(() => window.location.assign(said.to), 1500);
        return;
      }
      say(said.error);
    } catch {
      say(button.dataset.lost);
    }
    label.textContent = before;
    stopping = false;
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.('[data-testid="stop"]');
    if (button) stop(button);
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.repeat || event.isComposing) return;
    // What is innermost is left first: the list of keys, then a field. The next Escape stops.
    if (document.querySelector("dialog[open]")) return;
    const field = event.target.closest?.("input, textarea, select");
    if (field) {
      field.blur();
      return;
    }
    const button = find("stop");
    if (button?.dataset.escape === "on") {
      event.preventDefault();
      stop(button);
    }
  });

  const look = (picture) => {
    if (document.hidden) picture.removeAttribute("src");
    else picture.src = `/mirror?${Date.now()}`;
  };

  // A stream that broke (the server was restarted, the machine slept) is asked for again.
  document.addEventListener(
    "error",
    (event) => {
      const picture = event.target;
      if (picture.closest?.(".mirror")) setTimeout(() => look(picture), 1000);
    },
    true,
  );

  // A page that nobody sees (another tab is in front, the tablet sleeps) takes no pictures: each costs the patient's machine.
  document.addEventListener("visibilitychange", () => {
    const picture = document.querySelector(".mirror img");
    if (picture) look(picture);
  });
  document.addEventListener(
    "load",
    (event) => {
      const picture = event.target;
      if (document.hidden && picture.closest?.(".mirror")) look(picture);
    },
    true,
  );
})();
