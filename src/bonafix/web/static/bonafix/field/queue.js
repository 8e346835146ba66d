/* Steps and pictures in the order in which they were done. Each is on the disk, with its own id
   and the device's time, before the page says so; it is sent until the house has answered. */

import { after, uuid } from "./rules.js";
import * as sound from "./sound.js";
import * as store from "./store.js";

const DAY = "/staff/field/day.json";
const DAY_MS = 24 * 3600 * 1000;
// As much as the house takes at once.
const PIECE = 1024 * 1024;

const stamp = () => new Date().toISOString();

/* Keep a step; the visit moves on in the same transaction, so that a kill loses both or none. */
export async function keep(visit, verb, body) {
  const client_id = uuid();
  const owner = await store.who();
  const item = { verb, body, done_at: stamp() };
  const next = after(visit, verb, body);
  const cell = await store.seal(client_id, item);
  const row = { client_id, number: visit.number, what: verb, state: "waiting", owner, done_at: item.done_at, cell };
  const held = await store.visitRow(next);
  await store.write(["queue", "visits"], (deed) => {
    deed.objectStore("visits").put(held);
    return deed.objectStore("queue").add(row);
  });
  return { visit: next, client_id };
}

/* Keep a picture; returns its id, by which a step can name it. */
export async function keepPicture(visit, kind, blob) {
  const client_id = uuid();
  const owner = await store.who();
  const done_at = stamp();
  const cell = await store.seal(client_id, { kind, done_at, type: blob.type });
  const bytes = await store.seal(`${client_id}.bytes`, await blob.arrayBuffer());
  const count = (visit.pictures[kind] ?? 0) + 1;
  const next = { ...visit, pictures: { ...visit.pictures, [kind]: count } };
  const held = await store.visitRow(next);
  const row = { client_id, number: visit.number, what: "picture", kind, state: "waiting", owner, done_at, cell, bytes };
  await store.write(["queue", "visits"], (deed) => {
    deed.objectStore("visits").put(held);
    return deed.objectStore("queue").add(row);
  });
  return { visit: next, client_id };
}

/* The customer wants no recording (any more): it holds here at once, and the house is told. */
export async function keepNoRecording(visit) {
  const client_id = uuid();
  const owner = await store.who();
  const done_at = stamp();
  const cell = await store.seal(client_id, { done_at });
  const held = await store.visitRow({ ...visit, recording: { ...visit.recording, allowed: false } });
  const row = { client_id, number: visit.number, what: "no_recording", state: "waiting", owner, done_at, cell };
  await store.write(["queue", "visits"], (deed) => {
    deed.objectStore("visits").put(held);
    return deed.objectStore("queue").add(row);
  });
  await sound.drop(visit.number);
}

function token() {
  return document.cookie.split("; ").find((one) => one.startsWith("csrftoken="))?.slice(10) ?? "";
}

async function post(path, what, seconds) {
  const headers = { "X-CSRFToken": token(), Accept: "application/json", "Accept-Language": document.documentElement.lang };
  headers["Content-Type"] = what.type;
  const signal = AbortSignal.timeout(seconds * 1000);
  return fetch(path, { method: "POST", body: what.body, headers, credentials: "same-origin", redirect: "manual", signal });
}

async function send(row) {
  const item = await store.unseal(row.client_id, row.cell);
  const path = `/api/v1/visits/${row.number}`;
  if (row.what === "recording") return sendSound(path, row, item);
  if (row.what === "no_recording") {
    const body = JSON.stringify({ allowed: false });
    return post(`/api/v1/repairs/${row.number}/recording`, { body, type: "application/json" }, 30);
  }
  if (row.what !== "picture") {
    const body = { ...item.body, client_id: row.client_id, verb: item.verb, done_at: item.done_at, sent_at: stamp(), kept: true };
    return post(`${path}/steps`, { body: JSON.stringify(body), type: "application/json" }, 30);
  }
  const bytes = await store.unsealBytes(`${row.client_id}.bytes`, row.bytes);
  const fields = { client_id: row.client_id, kind: item.kind, taken_at: item.done_at, sent_at: stamp() };
  return post(`${path}/files`, multipart(fields, item.type, bytes), 120);
}

/* In pieces, from where the house stands: a cut costs one piece, not the whole. */
async function sendSound(path, row, item) {
  const bytes = await sound.bytes(row);
  const told = { client_id: row.client_id, length: bytes.length, media_type: item.type, seconds: item.seconds, began_at: item.done_at, sent_at: stamp() };
  let answer = await post(`${path}/recordings`, { body: JSON.stringify(told), type: "application/json" }, 30);
  if (!answer.ok) return answer;
  let said = await answer.json();
  while (said.state === "open") {
    const piece = bytes.subarray(said.offset, said.offset + PIECE);
    answer = await post(`${path}/recordings/${row.client_id}?offset=${said.offset}`, { body: piece, type: "application/octet-stream" }, 120);
    if (!answer.ok) return answer;
    said = await answer.json();
  }
  return { ok: true, status: 200, json: async () => said };
}

/* RFC 7578, put together here so that the whole request lies in memory and is sent whole again. */
function multipart(fields, type, bytes) {
  const boundary = `bonafix-${uuid()}`;
  const head = Object.entries(fields).map(([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`);
  head.push(`--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="picture"\r\nContent-Type: ${type}\r\n\r\n`);
  const text = new TextEncoder();
  const parts = [text.encode(head.join("")), new Uint8Array(bytes), text.encode(`\r\n--${boundary}--\r\n`)];
  const body = new Uint8Array(parts.reduce((sum, one) => sum + one.length, 0));
  parts.reduce((at, one) => { body.set(one, at); return at + one.length; }, 0);
  return { body, type: `multipart/form-data; boundary=${boundary}` };
}

/* The answer is on the disk before the next step goes; the sealed content is gone with it. */
async function settle(row, state, more) {
  const { cell, bytes, ...open } = row;
  await store.write(["queue", "sound"], (deed) => {
    deed.objectStore("queue").put({ ...open, state, ...more });
    if (row.what === "recording") deed.objectStore("sound").delete(store.soundOf(row.client_id));
  });
}

async function take(row, answer) {
  let said = {};
  try {
    said = await answer.json();
  } catch {
    // Half an answer is none: the same step is sent again, and answered as before.
    return "cut";
  }
  if (answer.ok) {
    const state = said.status === "conflict" ? "conflict" : "sent";
    await settle(row, state, { recorded_at: said.recorded_at });
    return "sent";
  }
  if (answer.status === 401) return "login";
  if (answer.status === 429 || answer.status >= 500 || answer.status === 408) return "cut";
  // The next piece is asked for anew.
  if (said.code === "other_offset" || said.code === "no_such_upload") return "cut";
  // Without the customer's yes nothing of it stays, here or there.
  if (said.code === "recording_not_wanted") {
    await settle(row, "dropped", {});
    return "sent";
  }
  // The house will not have it: it stays here, whole, for a person to look at.
  const refused = { ...row, state: "refused", detail: said.detail ?? "" };
  await store.write(["queue"], (deed) => deed.objectStore("queue").put(refused));
  return "sent";
}

async function sendAll(who, told) {
  for (const row of await store.queued()) {
    if (row.state !== "waiting") continue;
    if (row.owner !== who) {
      told.foreign = true;
      continue;
    }
    let answer;
    try {
      answer = await send(row);
    } catch {
      return "cut";
    }
    const outcome = answer.type === "opaqueredirect" ? "login" : await take(row, answer);
    if (outcome !== "sent") return outcome;
    told.moved?.();
  }
  return "done";
}

async function today() {
  const answer = await fetch(DAY, { credentials: "same-origin", redirect: "manual", signal: AbortSignal.timeout(20_000) });
  if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) return { out: "login" };
  if (!answer.ok) return { out: "cut" };
  return answer.json();
}

/* What the house says counts, except where it has not heard everything yet. Looking and writing
   are one transaction: a step that is kept at this very moment is not overwritten. */
async function refresh(said) {
  const held = await Promise.all(said.visits.map(store.visitRow));
  const known = new Set(said.visits.map((visit) => visit.number));
  await store.write(["queue", "visits"], (deed) => {
    const visits = deed.objectStore("visits");
    const queue = deed.objectStore("queue");
    queue.getAll().onsuccess = ({ target }) => {
      const waiting = new Set(target.result.filter((row) => row.state === "waiting").map((row) => row.number));
      for (const row of held) if (!waiting.has(row.number)) visits.put(row);
      visits.getAllKeys().onsuccess = (keys) => {
        for (const number of keys.target.result) if (!known.has(number) && !waiting.has(number)) visits.delete(number);
      };
      for (const row of target.result) {
        if (["sent", "dropped"].includes(row.state) && Date.now() - Date.parse(row.done_at) > DAY_MS) queue.delete(row.seq);
      }
    };
  });
}

/* Send what waits and look at the day again: "done", "cut" (no signal), or "login". */
async function flush(told) {
  let said;
  try {
    said = await today();
    // Logged out or locked: what can be fetched again leaves the telephone, what waits stays.
    if (said.out === "login") await forget(() => true);
    if (said.out) return said.out;
    await store.setWho(said.who);
    const outcome = await sendAll(said.who, told);
    if (outcome !== "done") return outcome;
    said = await today();
  } catch {
    return "cut";
  }
  if (said.out) return said.out;
  await refresh(said);
  return "done";
}

/* One window sends at a time; another one only looks on. */
export async function sync(told = {}) {
  if (!navigator.locks) return flush(told);
  return navigator.locks.request("bonafix-field", { ifAvailable: true }, (lock) => (lock ? flush(told) : "busy"));
}

/* Visits leave the telephone, unless something of theirs still waits. */
async function forget(which) {
  const waiting = new Set((await store.queued()).filter((row) => row.state === "waiting").map((row) => row.number));
  const old = (await store.visits()).filter((one) => which(one) && !waiting.has(one.number));
  await store.dropVisits(old.map((one) => one.number));
}

/* Those whose time is long over. */
export const forgetOld = () => forget((one) => Date.parse(one.until) < Date.now());

export async function unsent() {
  return (await store.queued()).filter((row) => ["waiting", "refused", "recording"].includes(row.state)).length;
}
