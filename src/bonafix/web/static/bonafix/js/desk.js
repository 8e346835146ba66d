/* The review desk from the keyboard; the line of keys on the page says which there are. */
"use strict";

(() => {
  if (!document.querySelector("[data-desk]")) return;
  const stops = () => [...document.querySelectorAll("[data-stop]")];
  const field = (name) => document.querySelector(`form[data-decide] [name='${name}']`);

  function to(element) {
    if (!element) return;
    element.scrollIntoView({ block: "start" });
    element.focus({ preventScroll: true });
  }

  function move(step) {
    const all = stops();
    const at = all.indexOf(document.activeElement?.closest("[data-stop]"));
    to(all[at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + step, 0), all.length - 1)]);
  }

  function choose(outcome) {
    const radio = document.querySelector(`form[data-decide] [name='outcome'][value='${outcome}']`);
    if (!radio) return;
    radio.checked = true;
    to(radio);
  }

  const keys = {
    j: () => move(1),
    k: () => move(-1),
    o: () => (document.activeElement?.closest("[data-stop]") ?? stops()[0])?.querySelector("a[href]")?.click(),
    g: () => choose("grant"),
    r: () => choose("refuse"),
    s: () => to(field("amount")),
    e: () => {
      const reasons = field("reasons");
      to(reasons);
      // Behind the draft: what follows from the facts is the reviewer's to write.
      reasons?.setSelectionRange(reasons.value.length, reasons.value.length);
    },
    h: () => to(document.querySelector("[data-record]")),
    u: () => location.assign(document.querySelector("[data-desk-list]")?.href ?? "../"),
  };

  document.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const typing = event.target.closest("input:not([type='radio']), select, textarea");
    if (event.key === "Enter" && event.ctrlKey) {
      const form = event.target.closest("form[data-decide]");
      if (form) form.requestSubmit();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || typing || document.querySelector("dialog[open]")) return;
    const act = keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
})();
