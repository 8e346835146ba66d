/* The form before a lock is opened: what this door asks for, and what was signed. */

import { missing } from "./rules.js";

const NAMES = ["premises", "identity", "identity_number", "right", "witness", "witness_name", "witness_number"];

const options = (select, kinds) => select.append(...kinds.map(([name, text]) => new Option(text, name)));

/* Fill the form with what is asked here; the right to the premises follows what is opened. */
export function ask(form, asked) {
  const { premises, identity, right, witness } = form.elements;
  options(premises, asked.premises.map((one) => [one.name, one.title]));
  options(identity, asked.identity);
  options(witness, asked.witness);
  const none = right.options[0];
  const rights = () => {
    right.replaceChildren(none);
    options(right, asked.premises.find((one) => one.name === premises.value)?.right ?? []);
    right.value = "";
  };
  const guarantor = () => {
    form.querySelector("[data-if=guarantor]").hidden = witness.value !== asked.guarantor;
  };
  if (!asked.keep_number) form.querySelector("[data-if=number]").remove();
  premises.addEventListener("change", rights);
  witness.addEventListener("change", guarantor);
  rights();
  guarantor();
}

/* Which rules ask for it, and that not each was read in its own text. */
export function sources(place, asked) {
  place.querySelector("[data-if=unverified]").hidden = !asked.unverified;
  const lines = asked.rules.map((text) => Object.assign(document.createElement("p"), { textContent: text, className: "small" }));
  place.append(...lines);
}

export function shown(form) {
  const given = NAMES.map((name) => [name, form.elements[name]?.value.trim() ?? ""]);
  return Object.fromEntries(given);
}

/* What is missing, by the name of its field; a signature or the paper with both stands last. */
export function lacks(form, asked) {
  const first = missing(asked, shown(form));
  if (first) return first;
  const paper = form.elements.paper.files[0];
  if (paper || (form.pads.signature.signed() && form.pads.witness.signed())) return "";
  return form.pads.signature.signed() ? "witness_signature" : "signature";
}
