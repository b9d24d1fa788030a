// Keys for the session: a key presses the button that carries it, but never while somebody types.
(() => {
  const OFF = "respite-keys";
  const field = (node) => node?.closest?.("input, textarea, select, [contenteditable='true']");
  const sheet = () => document.getElementById("keys");
  const seen = (node) => node.checkVisibility({ visibilityProperty: true }) && !node.disabled;
  const kept = () => {
    try {
      return localStorage.getItem(OFF) !== "off";
    } catch {
      return true; // a browser that keeps nothing has its keys
    }
  };

  const show = (on) => {
    const box = document.querySelector('[data-testid="keys-single"]');
    box?.setAttribute("aria-checked", String(on));
    document.documentElement.classList.toggle("no-keys", !on);
  };

  const toggle = () => {
    const on = !kept();
    try {
      localStorage.setItem(OFF, on ? "on" : "off");
    } catch {
      /* for this page only */
    }
    show(on);
  };

  const open = () => {
    const dialog = sheet();
    if (!dialog) return;
    if (dialog.open) dialog.close();
    else {
      dialog.showModal();
      show(kept());
    }
  };

  document.addEventListener("click", (event) => {
    const pressed = event.target.closest?.("[data-testid]")?.dataset.testid;
    if (pressed === "keys-open") open();
    if (pressed === "keys-close" || event.target === sheet()) sheet()?.close();
    if (pressed === "keys-single") toggle();
  });

  // "1" and then "0" within a second make ten
  let one = 0;

  const named = (event) => {
    if (event.key === "0" && performance.now() - one < 1000) return "10";
    one = event.key === "1" ? performance.now() : 0;
    return event.key.length === 1 ? event.key.toLowerCase() : event.key;
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || field(event.target) || !kept()) return;
    if (event.key === "?") {
      event.preventDefault();
      open();
      return;
    }
    if (event.repeat || sheet()?.open) return;
    // Enter and Space belong to the control that has the focus
    if (event.key === "Enter" && event.target.closest?.("a, button, summary")) return;
    const key = named(event);
    const found = [...document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)].find(seen);
    if (!found) return;
    event.preventDefault();
    if (found.dataset.act === "focus") {
      const target = field(found) ?? found.querySelector("button, input, textarea") ?? found;
      target.focus();
      found.scrollIntoView({ block: "nearest" });
    } else if (found.dataset.hold !== undefined) {
      hold(found);
    } else {
      found.click();
    }
  });

  // ---- talking: for as long as the button or its key is held; a short press holds it until the next one

  const SHORT_MS = 350;
  let held = null; // { node, since, beat, latched }

  const hold = (node) => {
    if (held) {
      if (held.latched) release();
      return;
    }
    const tell = () => node.dispatchEvent(new CustomEvent("talkon"));
    // the server lets go by itself when it hears nothing more: a page that is lost leaves nothing lowered
    held = { node, since: performance.now(), beat: setInterval(tell, 1000), latched: false };
    tell();
  };

  const release = () => {
    if (!held) return;
    clearInterval(held.beat);
    held.node.dispatchEvent(new CustomEvent("talkoff"));
    held = null;
  };

  const lift = () => {
    if (!held || held.latched) return;
    if (performance.now() - held.since < SHORT_MS) held.latched = true;
    else release();
  };

  document.addEventListener("pointerdown", (event) => {
    const node = event.target.closest?.("[data-hold]");
    if (node && !node.disabled && event.button === 0) hold(node);
  });
  document.addEventListener("pointerup", lift);
  document.addEventListener("pointercancel", lift);
  document.addEventListener("keyup", (event) => {
    if (held && event.key.toLowerCase() === held.node.dataset.key) lift();
  });
  // who hears the page presses the button without a pointer: that is a short press
  document.addEventListener("click", (event) => {
    const node = event.target.closest?.("[data-hold]");
    if (node && event.detail === 0) {
      hold(node);
      lift();
    }
  });
  // a long touch would open the browser's own menu instead
  document.addEventListener("contextmenu", (event) => {
    if (event.target.closest?.("[data-hold]")) event.preventDefault();
  });
  window.addEventListener("blur", release);
  window.addEventListener("pagehide", release);

  show(kept());
})();
