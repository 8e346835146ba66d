/* Theme and type size. The server knows both from a cookie and sets them on <html>,
   so no page flashes; here they change without a round trip. Without script the
   same buttons post a form. */
"use strict";

(() => {
  const root = document.documentElement;
  const year = 60 * 60 * 24 * 365;

  function remember(name, value) {
    const secure = location.protocol === "https:" ? "; Secure" : "";
    document.cookie = `bonafix_${name}=${value}; Max-Age=${year}; Path=/; SameSite=Lax${secure}`;
  }

  function apply(name, value) {
    if (value === "auto" || value === "normal") {
      root.removeAttribute(`data-${name}`);
    } else {
      root.setAttribute(`data-${name}`, value);
    }
    for (const button of document.querySelectorAll(`.switch[name="${name}"]`)) {
      button.setAttribute("aria-pressed", String(button.value === value));
    }
    remember(name, value);
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest(".switch[name='theme'], .switch[name='type']");
    if (!button) return;
    event.preventDefault();
    // "Large type" is one button that is on or off.
    const on = button.getAttribute("aria-pressed") === "true";
    apply(button.name, on && button.name === "type" ? "normal" : button.value);
  });
})();
