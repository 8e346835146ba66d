/* "in 25 minutes" beside a clock time, by the server's clock, in the page's language. */
"use strict";

(() => {
  const served = document.querySelector("meta[name='server-now']")?.content;
  // A telephone's clock may be wrong; ours is the one the promise was made by.
  const offset = served ? Date.parse(served) - Date.now() : 0;
  const words = new Intl.RelativeTimeFormat(document.documentElement.lang || "zh-Hans", {
    numeric: "always",
  });
  const units = [
    ["day", 86400],
    ["hour", 3600],
    ["minute", 60],
  ];

  function inWords(instant) {
    const seconds = (Date.parse(instant) - Date.now() - offset) / 1000;
    for (const [unit, length] of units) {
      if (Math.abs(seconds) >= length) {
        return words.format(Math.trunc(seconds / length), unit);
      }
    }
    return words.format(seconds < 0 ? -1 : 1, "minute");
  }

  function tick() {
    for (const time of document.querySelectorAll("time[data-relative]")) {
      const target = time.parentElement.querySelector(`[data-relative-for="${time.dateTime}"]`);
      const text = inWords(time.dateTime);
      if (target && target.textContent !== text) target.textContent = text;
    }
  }

  document.addEventListener("DOMContentLoaded", tick);
  document.addEventListener("htmx:afterSettle", tick);
  setInterval(tick, 15000);
})();
