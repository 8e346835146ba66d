/* The cards of the day: texts come from the page's templates, data from the telephone. */

import { ask, sources } from "./proofs.js";
import { clock, day, money, OVER, priced, total } from "./rules.js";
import { pad } from "./sign.js";

const template = (id) => document.getElementById(id).content.firstElementChild.cloneNode(true);

/* A text of the page, its {places} filled in. */
export function word(name, places = {}) {
  const text = document.getElementById("words").content.querySelector(`[data-word="${name}"]`)?.textContent ?? name;
  return text.replace(/\{(\w+)\}/g, (_all, place) => places[place] ?? "");
}

function fill(card, texts) {
  for (const [name, text] of Object.entries(texts)) {
    for (const place of card.querySelectorAll(`[data-text="${name}"]`)) place.textContent = text;
  }
}

function priceLine(one, quantity) {
  const line = template("price");
  fill(line, { title: one.title, fen: money(one.fen) });
  const input = line.querySelector("input");
  input.name = `quantity:${one.code}`;
  input.value = quantity;
  input.setAttribute("aria-label", one.title);
  return line;
}

function quoteLine(one) {
  const line = template("quote-line");
  fill(line, { title: one.title ?? one.code, sum: `${one.quantity} × ${money(one.fen ?? 0)}` });
  return line;
}

function serialLine(one) {
  const line = template("serial");
  fill(line, { title: one.title ?? one.code });
  const input = line.querySelector("input");
  input.name = `serial:${one.code}`;
  input.setAttribute("aria-label", one.title ?? one.code);
  return line;
}

function lists(card, visit) {
  const quoted = new Map((visit.quote?.lines ?? []).map((one) => [one.code, one.quantity]));
  for (const place of card.querySelectorAll("[data-list=prices]")) {
    const known = place.closest("[data-step=requote]") ? quoted : new Map();
    const shown = place.closest("[data-step=requote]") ? visit.prices : priced(visit, "quote");
    place.append(...shown.map((one) => priceLine(one, known.get(one.code) ?? 0)));
  }
  for (const place of card.querySelectorAll("[data-list=quote]")) place.append(...(visit.quote?.lines ?? []).map(quoteLine));
  for (const place of card.querySelectorAll("[data-list=serials]")) place.append(...(visit.quote?.lines ?? []).map(serialLine));
  for (const place of card.querySelectorAll("[data-list=parts]")) {
    place.append(...visit.prices.map((one) => new Option(one.title, one.code)));
  }
}

/* Ids and labels of a template are made this card's own. */
function own(card, number) {
  for (const one of card.querySelectorAll("[id]")) one.id = `${one.id}-${number}`;
  for (const one of card.querySelectorAll("label[for]")) one.htmlFor = `${one.htmlFor}-${number}`;
}

function pass(card, visit) {
  const place = card.querySelector(".pass");
  if (!visit.pass) return place.remove();
  const picture = new Image();
  picture.alt = word("pass");
  picture.src = visit.pass;
  return place.append(picture);
}

function count(form) {
  const lines = lines_of(form);
  const place = form.querySelector("[data-total]");
  const prices = priced(form.visit, form.dataset.step, form.elements.why?.value);
  if (place) place.textContent = money(total(lines, prices));
}

export function lines_of(form) {
  return [...form.querySelectorAll("input[name^='quantity:']")]
    .filter((one) => Number(one.value) > 0)
    .map((one) => ({ code: one.name.slice(9), quantity: Math.min(99, Math.floor(Number(one.value))) }));
}

export function serials_of(form) {
  return [...form.querySelectorAll("input[name^='serial:']")]
    .filter((one) => one.value.trim())
    .map((one) => ({ code: one.name.slice(7), serial: one.value.trim() }));
}

/* Which parts belong to this visit: of an opening, of one that is yet to be proved (asked),
   of one that owes no proofs any more (free), or of a thing looked at for a claim (look). */
const stands = (visit) => {
  const offered = [...(visit.offer?.until ? ["offered"] : []), ...(visit.free ? ["guarantee"] : [])];
  offered.push(...hears(visit));
  if (visit.looked_at) return ["look", ...offered];
  if (!visit.proofs) return ["free", ...offered];
  return [visit.proofs.proved ? "free" : "asked", "opening", ...offered];
};

/* Where the customer allows it: the button. Where not: that, and nothing else. */
const hears = (visit) => {
  if (!visit.recording?.on) return [];
  return [visit.recording.allowed ? "sound" : "no-sound"];
};

/* What the visit pays to who goes. No rate on file is not a rate of nothing. */
const pays = (visit) => (visit.offer?.fen == null ? word("no-rate") : money(visit.offer.fen));

function parts(card, visit) {
  const here = stands(visit);
  for (const part of card.querySelectorAll("[data-when]")) {
    if (!part.dataset.when.split(" ").includes(visit.status)) part.remove();
  }
  for (const part of card.querySelectorAll("[data-door]")) {
    if (!here.includes(part.dataset.door)) part.remove();
  }
}

function forms(card, visit) {
  parts(card, visit);
  for (const form of card.querySelectorAll("form[data-step]")) {
    form.visit = visit;
    form.pads = {};
    for (const canvas of form.querySelectorAll("canvas")) pads(form, canvas);
    form.pad = Object.values(form.pads)[0];
    if (form.dataset.step === "prove_door") {
      ask(form, visit.proofs);
      sources(form.querySelector("[data-sources]"), visit.proofs);
    }
    form.addEventListener("input", () => count(form));
    count(form);
  }
}

function pads(form, canvas) {
  const made = pad(canvas);
  form.pads[canvas.dataset.signs ?? "signature"] = made;
  const field = canvas.closest(".field");
  canvas.setAttribute("aria-label", field.querySelector(".sign-label").textContent);
  field.querySelector("[data-clear]").addEventListener("click", () => made.clear());
}

function stepLine(row) {
  const line = template("step-line");
  line.dataset.state = row.state;
  const what = row.what === "picture" ? `picture-${row.kind}` : `did-${row.what}`;
  const sent = row.recorded_at ? clock(row.recorded_at) : "";
  fill(line, { what: word(what), at: clock(row.done_at), state: word(`is-${row.state}`, { at: sent }) });
  if (row.detail) line.append(Object.assign(document.createElement("p"), { textContent: row.detail }));
  return line;
}

export function card(visit, rows) {
  const made = template("visit");
  made.dataset.number = visit.number;
  made.dataset.status = visit.status;
  made.id = `v-${visit.number}`;
  lists(made, visit);
  fill(made, {
    number: visit.stop?.x != null ? `${visit.stop.order} · ${visit.number}` : visit.number,
    status: word(OVER.includes(visit.status) ? "over" : `status-${visit.status}`),
    when: `${day(visit.arrive_from)} ${clock(visit.arrive_from)}–${clock(visit.arrive_by)}`,
    address: visit.address || "—",
    person: visit.person || "—",
    product: visit.product || "—",
    kind: visit.kind,
    pay: pays(visit),
    "offer-until": visit.offer?.until ? clock(visit.offer.until) : "",
    "kept-days": visit.proofs?.kept_days ?? "",
    description: visit.description || "—",
    "quote-fen": visit.quote ? money(visit.quote.fen) : "",
    tries: visit.tries,
    before: visit.pictures.before ?? 0,
    after: visit.pictures.after ?? 0,
  });
  own(made, visit.number);
  pass(made, visit);
  forms(made, visit);
  made.querySelector(".kept-steps").append(...rows.map(stepLine));
  return made;
}

/* Steps of visits that have left the telephone: without anybody's data. */
export function rest(number, rows) {
  const made = template("rest");
  fill(made, { number });
  made.querySelector(".kept-steps").append(...rows.map(stepLine));
  return made;
}
