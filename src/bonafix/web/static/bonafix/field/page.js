/* The page: shows the day from the telephone at once, keeps every step, sends when it can. */

import { card, lines_of, rest, serials_of, word } from "./cards.js";
import { lacks, shown as seen } from "./proofs.js";
import { forgetOld, keep, keepPicture, sync, unsent } from "./queue.js";
import { heard, hearing, hush } from "./hearing.js";
import { fits, unseen } from "./rules.js";
import { draw as drawRoute } from "./route.js";
import * as sound from "./sound.js";
import * as store from "./store.js";

const list = document.getElementById("visits");
const bar = document.getElementById("bar");
const note = document.getElementById("note");
const BIGGEST = 8 * 1024 * 1024;
const LITTLE_ROOM = 60 * 1024 * 1024;
const AGAIN = 15_000;
let shown = "";
let turns = 0;
let left = false;

function say(text, bad = false) {
  note.textContent = text;
  note.hidden = !text;
  note.className = bad ? "banner attention" : "banner";
  if (text) note.scrollIntoView({ block: "nearest" });
}

async function status(outcome) {
  const rows = await store.queued();
  const waiting = rows.filter((row) => row.state === "waiting").length;
  const asks = rows.filter((row) => row.state === "conflict" || row.state === "refused").length;
  const parts = [];
  if (waiting) parts.push(word(waiting === 1 ? "waiting-one" : "waiting", { count: waiting }));
  else parts.push(word("all-sent"));
  if (asks) parts.push(word("desk-decides"));
  if (outcome === "login") parts.push(word("login"));
  if (outcome === "cut" || !navigator.onLine) parts.push(word("no-signal"));
  bar.querySelector("output").textContent = parts.join(" ");
  bar.dataset.state = waiting || asks ? "waiting" : "sent";
  document.getElementById("send").hidden = !waiting;
  document.getElementById("log-in").hidden = outcome !== "login";
}

/* A form that would be drawn the same stays as it is, with what was typed and signed in it. */
function taken(before, made) {
  const asks = (visit) => JSON.stringify([visit.proofs, visit.quote, visit.prices, visit.tries]);
  for (const form of made.querySelectorAll("form[data-step]")) {
    const old = before?.querySelector(`form[data-step=${form.dataset.step}]`);
    if (old && asks(old.visit) === asks(form.visit)) form.replaceWith(old);
  }
  return made;
}

/* Draw anew only what has changed: what somebody is typing stays. */
async function draw() {
  const visits = await store.visits();
  const rows = await store.queued();
  const facts = JSON.stringify([visits, rows.map((row) => [row.seq, row.state, row.recorded_at, row.detail])]);
  if (facts === shown) return;
  shown = facts;
  const mine = new Map([...list.children].map((one) => [one.id, one]));
  const cards = visits.map((visit) => {
    const own = rows.filter((row) => row.number === visit.number);
    const facts_ = JSON.stringify([visit, own.map((row) => [row.seq, row.state])]);
    const before = mine.get(`v-${visit.number}`);
    if (before?.facts === facts_) return before;
    return Object.assign(taken(before, card(visit, own)), { facts: facts_ });
  });
  const here = new Set(visits.map((visit) => visit.number));
  const gone = [...new Set(rows.map((row) => row.number))].filter((number) => !here.has(number));
  const left = gone.map((number) => rest(number, rows.filter((row) => row.number === number)));
  list.replaceChildren(...cards, ...left);
  drawRoute(document.getElementById("route"), visits);
  document.getElementById("none").hidden = cards.length > 0;
}

async function all(outcome) {
  await hush(say);
  await draw();
  heard(list);
  await status(outcome);
}

let running = null;
let wanted = false;

/* Never two at once; what is asked for meanwhile is done once afterwards. */
async function go() {
  if (running) {
    wanted = true;
    return running;
  }
  running = (async () => {
    let outcome;
    do {
      wanted = false;
      outcome = await sync({ moved: () => all() });
    } while (wanted);
    return outcome;
  })();
  try {
    const outcome = await running;
    await all(outcome);
    return outcome;
  } finally {
    running = null;
  }
}

async function checked(form, visit, code) {
  if (await fits(visit.door, code)) return true;
  const left = Math.max(0, visit.tries - 1);
  await store.putVisit({ ...visit, tries: left });
  shown = "";
  await draw();
  say(word(left ? "wrong-code" : "no-tries", { left }), true);
  return false;
}

async function signature(form, visit) {
  const paper = form.querySelector("[name=paper]")?.files[0];
  if (paper) return (await keepPicture(visit, "paper", await small(paper))).client_id;
  if (!form.pad?.signed()) return null;
  return (await keepPicture(visit, "signature", await form.pad.png())).client_id;
}

/* One photo of the register with all signatures, or each drawn here. */
async function signed(form, visit) {
  const file = form.elements.paper.files[0];
  if (file) {
    const paper = (await keepPicture(visit, "paper", await small(file))).client_id;
    return { signature: paper, witness_signature: paper };
  }
  // Each from what lies on the telephone now: the first has moved the count on.
  const draw = async (kind) => (await keepPicture(await store.visit(visit.number), kind, await form.pads[kind].png())).client_id;
  const ids = { signature: await draw("signature"), witness_signature: await draw("witness") };
  if (form.pads.own_sign.signed()) ids.technician_signature = await draw("own_sign");
  return ids;
}

/* The first thing that is missing, said and shown. */
function asks(form, name) {
  say(word(`lacks-${name}`), true);
  form.elements[name]?.focus();
}

const BODIES = {
  async arrive(form, visit) {
    const code = form.elements.code.value.replace(/\D/g, "");
    if (visit.tries < 1) return say(word("no-tries"), true);
    return (await checked(form, visit, code)) ? { code } : undefined;
  },
  quote(form) {
    const lines = lines_of(form);
    return lines.length ? { lines } : say(word("no-lines"), true);
  },
  async approve_there(form, visit) {
    const signed = await signature(form, visit);
    return signed ? { total_fen: visit.quote.fen, signature: signed } : say(word("sign-first"), true);
  },
  async requote(form, visit) {
    const lines = lines_of(form);
    const photo = form.elements.photo.files[0];
    if (!lines.length || !photo) return say(word("difference-needs"), true);
    const kept = await keepPicture(visit, "difference", await small(photo));
    return { lines, why: form.elements.why.value, picture: kept.client_id };
  },
  repair: (form) => ({ parts: serials_of(form) }),
  async sign_off(form, visit, method) {
    if (method === "told") return { method };
    const signed = await signature(form, visit);
    if (!signed) return say(word("sign-first"), true);
    return { method: form.querySelector("[name=paper]").files[0] ? "paper" : "signature", signature: signed };
  },
  refuse: (form) => ({ why: form.elements.why.value }),
  decline_door: (form) => ({ why: form.elements.why.value }),
  async prove_door(form, visit) {
    const lack = lacks(form, visit.proofs);
    if (lack) return asks(form, lack);
    return { proofs: { ...seen(form), ...(await signed(form, visit)) } };
  },
  inspect(form, visit) {
    const { seen, words, serial } = form.elements;
    const found = { seen: seen.value, words: words.value.trim(), serial: serial.value.trim() };
    const lack = unseen(found, visit.pictures.before ?? 0);
    return lack ? asks(form, lack) : { found };
  },
  adjourn: (form) => ({ why: form.elements.why.value, part: form.elements.part.value, expected_at: `${form.elements.expected.value}T09:00:00+08:00` }),
};

async function step(form, verb, method) {
  const number = form.closest("[data-number]").dataset.number;
  // The step begins from what lies on the telephone now, not from what was drawn.
  const visit = await store.visit(number);
  const body = BODIES[verb] ? await BODIES[verb](form, visit, method) : {};
  if (body === undefined) return;
  await keep((await store.visit(number)) ?? visit, verb, body);
  say(word("kept"));
  await all();
  go();
}

/* Pictures stay as the camera made them; only enormous ones are made smaller. */
async function small(file) {
  if (file.size <= BIGGEST) return file;
  const bitmap = await createImageBitmap(file);
  const scale = Math.min(1, 3000 / Math.max(bitmap.width, bitmap.height));
  const canvas = Object.assign(document.createElement("canvas"), { width: bitmap.width * scale, height: bitmap.height * scale });
  canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => { canvas.toBlob(resolve, "image/jpeg", 0.9); });
}

async function photos(input) {
  const number = input.closest("[data-number]").dataset.number;
  for (const file of input.files) {
    if ((await store.room()) < LITTLE_ROOM) say(word("little-room"), true);
    await keepPicture(await store.visit(number), input.dataset.photo, await small(file));
  }
  input.value = "";
  await all();
  go();
}

/* Whatever the telephone could not keep is said at once: nothing is believed kept that is not. */
async function guarded(work) {
  try {
    await work();
  } catch (error) {
    say(word(error?.name === "QuotaExceededError" ? "full" : "not-kept"), true);
  }
}

list.addEventListener("submit", (event) => {
  event.preventDefault();
  const form = event.target;
  if (form.dataset.busy) return;
  form.dataset.busy = "yes";
  const method = event.submitter?.value;
  guarded(() => step(form, form.dataset.step, method)).finally(() => delete form.dataset.busy);
});

list.addEventListener("change", (event) => {
  if (event.target.dataset.photo) guarded(() => photos(event.target));
});

list.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-sound]");
  if (!button || button.disabled) return;
  button.disabled = true;
  guarded(async () => {
    const ended = await hearing(button, say);
    await all();
    if (ended) go();
  }).finally(() => { button.disabled = false; });
});

document.getElementById("hush").addEventListener("click", () => guarded(async () => {
  await sound.stop();
  await all();
  go();
}));

document.getElementById("send").addEventListener("click", () => go());

document.getElementById("leave").addEventListener("submit", (event) => {
  event.preventDefault();
  guarded(async () => {
    await sound.stop();
    await go();
    if (await unsent()) return say(word("leave-unsent"), true);
    left = true;
    await store.wipe();
    const token = document.cookie.split("; ").find((one) => one.startsWith("csrftoken="))?.slice(10) ?? "";
    event.target.elements.csrfmiddlewaretoken.value = token;
    return event.target.submit();
  });
});

addEventListener("online", () => go());
addEventListener("offline", () => status());
document.addEventListener("visibilitychange", () => { if (!document.hidden) go(); });
// What waits is tried again soon; the day itself is looked at every few minutes.
setInterval(async () => {
  if (left) return;
  turns += 1;
  if (turns % 20 === 0 || (await unsent())) go();
}, AGAIN);

// Without a worker the page still keeps and sends; it only cannot be opened without signal.
navigator.serviceWorker?.register("/staff/field/worker.js").catch(() => {});
navigator.storage?.persist?.();
await forgetOld();
await sound.rescue();
await all();
document.documentElement.dataset.field = "ready";
go();
