/* Logging out clears what the page without signal keeps on this telephone, and does not
   happen while a step of it is not sent yet. */
"use strict";

(() => {
  const FIELD = "/static/bonafix/field/";

  async function kept() {
    const bases = (await indexedDB.databases?.()) ?? [];
    return bases.some((one) => one.name === "bonafix-field");
  }

  async function leave(form) {
    if (await kept()) {
      const queue = await import(`${FIELD}queue.js`);
      await queue.sync();
      if (await queue.unsent()) {
        location.assign("/staff/field/");
        return;
      }
      const store = await import(`${FIELD}store.js`);
      await store.wipe();
    }
    form.submit();
  }

  document.addEventListener("submit", (event) => {
    if (!event.target.action?.endsWith?.("/logout/") || event.defaultPrevented) return;
    event.preventDefault();
    leave(event.target).catch(() => event.target.submit());
  });
})();
