/* Lists from the keyboard: j and k move, Enter opens, / finds, ? explains, Esc lets go.
   Works on any [data-keys] whose rows are `tr[data-href]` or `li[data-href]`. */
"use strict";

(() => {
  const rows = () => [...document.querySelectorAll("[data-keys] [data-href]")];
  const chosen = () => document.querySelector("[data-keys] [data-href][aria-current='true']");

  function choose(row) {
    const before = chosen();
    if (before) before.removeAttribute("aria-current");
    if (!row) return;
    row.setAttribute("aria-current", "true");
    row.tabIndex = -1;
    row.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  }

  function move(step) {
    const all = rows();
    if (!all.length) return;
    const at = all.indexOf(chosen());
    const next = at < 0 ? (step > 0 ? 0 : all.length - 1) : at + step;
    choose(all[Math.min(Math.max(next, 0), all.length - 1)]);
  }

  function typing(target) {
    return target.closest("input, select, textarea, [contenteditable='true']");
  }

  function letGo() {
    const dialog = document.querySelector("dialog[open]");
    if (dialog) dialog.close();
    else if (document.activeElement && typing(document.activeElement)) document.activeElement.blur();
    else if (chosen()) {
      chosen().blur();
      choose(null);
    }
  }

  const keys = {
    j: () => move(1),
    k: () => move(-1),
    "?": () => document.getElementById("keys-help")?.showModal(),
    "/": () => document.querySelector("input[type='search']")?.focus(),
  };

  function onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key === "Escape") return letGo();
    if (typing(event.target) || document.querySelector("dialog[open]")) return;
    if (event.key === "Enter" && event.target === chosen()) {
      location.assign(event.target.dataset.href);
      return;
    }
    const act = keys[event.key];
    if (act && document.querySelector("[data-keys]")) {
      event.preventDefault();
      act();
    }
  }

  document.addEventListener("keydown", onKey);

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-close]")) event.target.closest("dialog")?.close();
    if (event.target.closest("[data-open]")) {
      document.getElementById(event.target.closest("[data-open]").dataset.open)?.showModal();
    }
    const row = event.target.closest("[data-keys] [data-href]");
    if (!row || event.target.closest("a, button, input, select, label, summary, details")) return;
    if (String(getSelection())) return;
    location.assign(row.dataset.href);
  });

  // A live list redraws itself; whoever stood on a row still stands there afterwards.
  let standing = null;
  document.addEventListener("htmx:beforeSwap", () => {
    standing = chosen()?.dataset.href ?? null;
  });
  document.addEventListener("htmx:afterSettle", () => {
    if (standing && !chosen()) choose(rows().find((row) => row.dataset.href === standing));
    standing = null;
  });
})();
