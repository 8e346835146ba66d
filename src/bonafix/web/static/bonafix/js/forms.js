/* Forms: nothing typed is lost, nothing is sent twice, mistakes are found at once.
   Drafts live in this tab's sessionStorage only and end with it. */
"use strict";

(() => {
  const prefix = "bonafix-draft:";
  const oldest = 2 * 60 * 60 * 1000;
  const kept = "input:not([type='password'], [type='file'], [type='hidden']), select, textarea";

  const fieldsOf = (form) =>
    [...form.querySelectorAll(kept)].filter((field) => field.name && !("noDraft" in field.dataset));

  function save(form) {
    const values = {};
    for (const field of fieldsOf(form)) {
      if (field.type === "checkbox" || field.type === "radio") {
        if (field.checked) (values[field.name] ??= []).push(field.value);
      } else {
        (values[field.name] ??= []).push(field.value);
      }
    }
    try {
      sessionStorage.setItem(prefix + form.dataset.draft, JSON.stringify({ at: Date.now(), values }));
    } catch {
      // Private windows may refuse storage; the form works without it.
    }
  }

  function read(key) {
    try {
      const draft = JSON.parse(sessionStorage.getItem(prefix + key) ?? "null");
      if (draft && Date.now() - draft.at < oldest) return draft.values;
      sessionStorage.removeItem(prefix + key);
    } catch {
      return null;
    }
    return null;
  }

  function restore(form) {
    const values = read(form.dataset.draft);
    // What the server sent back is newer than any draft.
    if (!values || form.querySelector("[aria-invalid='true']")) return;
    const taken = {};
    for (const field of fieldsOf(form)) {
      const given = values[field.name] ?? [];
      if (field.type === "checkbox" || field.type === "radio") {
        if (field.name in values) field.checked = given.includes(field.value);
      } else if (!field.value) {
        field.value = given[(taken[field.name] ??= 0)] ?? "";
      }
      taken[field.name] = (taken[field.name] ?? 0) + 1;
    }
  }

  function forget() {
    for (const done of document.querySelectorAll("[data-draft-done]")) {
      try {
        sessionStorage.removeItem(prefix + done.dataset.draftDone);
      } catch {
        return;
      }
    }
  }

  function busy(form, submitter) {
    const button = submitter ?? form.querySelector("button[type='submit'], button:not([type])");
    form.dataset.sent = "yes";
    button?.setAttribute("aria-busy", "true");
  }

  function rest(form) {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
  }

  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-draft]");
    if (form) save(form);
  });

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method === "dialog" || form.hasAttribute("data-many")) return;
    if (form.dataset.sent) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    busy(form, event.submitter);
  }, true);
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.target.closest?.("form");
    if (form) rest(form);
  });
  // Coming back with the browser's own button finds the form ready again.
  addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(rest));

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button || !navigator.clipboard) return;
    await navigator.clipboard.writeText(button.dataset.copy);
    button.textContent = button.dataset.copied;
  });

  function online() {
    for (const bar of document.querySelectorAll(".offline-bar")) bar.hidden = navigator.onLine;
  }

  function start() {
    forget();
    document.querySelectorAll("form[data-draft]").forEach(restore);
    document.querySelector(".error-summary")?.focus();
    online();
  }

  addEventListener("online", online);
  addEventListener("offline", online);
  document.addEventListener("DOMContentLoaded", start);
  document.addEventListener("htmx:afterSettle", () => {
    forget();
    document.querySelector(".error-summary")?.focus();
  });
})();
