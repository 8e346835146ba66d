/* Live pages. <section data-live="/track/…/events" hx-get="…" hx-trigger="live:changed, live:refresh">
   Every server event NAME becomes the htmx event "live:NAME" on the element. The channel is
   not replayed, so after every reconnection "live:refresh" asks for the present state. */
"use strict";

(() => {
  const sources = new Map();
  const slowest = 30000;

  function tell(state) {
    for (const line of document.querySelectorAll(".live-state")) {
      line.dataset.state = state;
      line.textContent = line.dataset[state] ?? "";
    }
  }

  function fire(element, name, detail) {
    element.dispatchEvent(new CustomEvent(`live:${name}`, { bubbles: true, detail }));
  }

  function connect(element, tries = 0) {
    if (!element.isConnected) return;
    const source = new EventSource(element.dataset.live);
    const names = (element.dataset.liveEvents ?? "changed").split(/[\s,]+/);
    sources.set(element, source);
    source.addEventListener("open", () => {
      if (tries > 0) fire(element, "refresh");
      tries = 0;
      tell("open");
    });
    for (const name of names) {
      source.addEventListener(name, (event) => fire(element, name, event.data));
    }
    source.addEventListener("message", (event) => fire(element, "changed", event.data));
    source.addEventListener("error", () => {
      // EventSource would hammer or give up depending on the answer; we wait longer each time.
      source.close();
      sources.delete(element);
      tell("lost");
      const wait = Math.min(slowest, 1000 * 2 ** tries) * (0.5 + Math.random() / 2);
      setTimeout(() => connect(element, tries + 1), wait);
    });
  }

  function look() {
    for (const [element, source] of sources) {
      if (!element.isConnected) {
        source.close();
        sources.delete(element);
      }
    }
    for (const element of document.querySelectorAll("[data-live]")) {
      if (!sources.has(element) && !element.dataset.liveStarted) {
        element.dataset.liveStarted = "yes";
        connect(element);
      }
    }
  }

  addEventListener("pagehide", () => {
    for (const source of sources.values()) source.close();
    sources.clear();
  });
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    for (const element of document.querySelectorAll("[data-live]")) {
      fire(element, "refresh");
      connect(element, 1);
    }
  });
  document.addEventListener("htmx:afterSettle", look);
  document.addEventListener("DOMContentLoaded", look);
})();
