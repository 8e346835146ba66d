/* Sound of a visit: only while a yes stands, seen while it runs, sealed every few seconds.
   A kill or an empty battery loses the last few seconds and nothing else. */

import { uuid } from "./rules.js";
import * as store from "./store.js";

// So much is lost at most, and so much is in memory.
const PIECE_MS = 5_000;
const BITS = 24_000;
const LOCK = "bonafix-field-sound";
const KINDS = ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus"];

let live = null;

/* What runs now: { number, began } or null. */
export const running = () => live && { number: live.number, began: live.began };

const kind = () => KINDS.find((one) => MediaRecorder.isTypeSupported(one)) ?? "";

async function rowOf(client_id, number, began, seconds, type, state) {
  const cell = await store.seal(client_id, { done_at: began, seconds, type });
  return { client_id, number, what: "recording", state, owner: await store.who(), done_at: began, cell };
}

/* Asks for the microphone, then for the disk, and only then records. */
export async function start(visit, troubled) {
  if (live) return;
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  const recorder = new MediaRecorder(stream, { mimeType: kind(), audioBitsPerSecond: BITS });
  const began = new Date().toISOString();
  const one = { number: visit.number, client_id: uuid(), began, recorder, stream, pieces: 0, kept: Promise.resolve() };
  one.type = recorder.mimeType.split(";")[0];
  const row = await rowOf(one.client_id, one.number, began, 0, one.type, "recording");
  one.seq = await store.write(["queue"], (deed) => deed.objectStore("queue").add(row));
  one.held = new Promise((let_go) => { one.letGo = let_go; });
  navigator.locks?.request(LOCK, () => one.held);
  recorder.ondataavailable = ({ data }) => {
    if (data.size) one.kept = one.kept.then(() => piece(one, data)).catch(troubled);
  };
  live = one;
  recorder.start(PIECE_MS);
}

async function piece(one, data) {
  const n = one.pieces;
  const cell = await store.seal(`${one.client_id}.${n}`, await data.arrayBuffer());
  await store.write(["sound"], (deed) => deed.objectStore("sound").put({ client_id: one.client_id, n, cell }));
  one.pieces = n + 1;
}

/* The recording ends and waits to be sent; `keep` false: it is gone. */
export async function stop(keep = true) {
  const one = live;
  if (!one) return;
  live = null;
  const over = new Promise((resolve) => { one.recorder.onstop = resolve; });
  if (one.recorder.state !== "inactive") {
    one.recorder.stop();
    await over;
  }
  for (const track of one.stream.getTracks()) track.stop();
  await one.kept;
  const seconds = Math.round((Date.now() - Date.parse(one.began)) / 1000);
  const row = await rowOf(one.client_id, one.number, one.began, seconds, one.type, keep ? "waiting" : "dropped");
  await put({ ...row, seq: one.seq });
  one.letGo();
}

/* The customer wants none: what this telephone holds of the visit and has not sent is gone. */
export async function drop(number) {
  if (live?.number === number) await stop(false);
  const mine = (await store.queued()).filter((row) => row.number === number && row.what === "recording" && row.state === "waiting");
  for (const row of mine) await put({ ...row, state: "dropped" });
}

/* A row that is dropped loses its content in the same transaction. */
async function put(row) {
  const { cell, ...open } = row;
  await store.write(["queue", "sound"], (deed) => {
    deed.objectStore("queue").put(row.state === "dropped" ? open : row);
    if (row.state === "dropped") deed.objectStore("sound").delete(store.soundOf(row.client_id));
  });
}

/* What ran when the browser was killed is kept as far as it came; another window's runs on. */
export async function rescue() {
  const left = async () => {
    for (const row of await store.queued()) {
      if (row.state !== "recording" || row.client_id === live?.client_id) continue;
      const pieces = await store.sound(row.client_id);
      const item = await store.unseal(row.client_id, row.cell);
      const seconds = (pieces.length * PIECE_MS) / 1000;
      const state = pieces.length ? "waiting" : "dropped";
      await put({ ...(await rowOf(row.client_id, row.number, row.done_at, seconds, item.type, state)), seq: row.seq });
    }
  };
  if (!navigator.locks) return left();
  return navigator.locks.request(LOCK, { ifAvailable: true }, (lock) => (lock && !live ? left() : undefined));
}

/* All of it in one piece, to be sent. */
export async function bytes(row) {
  const parts = [];
  for (const one of await store.sound(row.client_id)) {
    parts.push(new Uint8Array(await store.unsealBytes(`${row.client_id}.${one.n}`, one.cell)));
  }
  const all = new Uint8Array(parts.reduce((sum, one) => sum + one.length, 0));
  parts.reduce((at, one) => { all.set(one, at); return at + one.length; }, 0);
  return all;
}
