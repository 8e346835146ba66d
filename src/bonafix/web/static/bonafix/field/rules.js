/* Which step follows, what the code check says, how money and times read. Pure, but for crypto. */

export const AFTER = {
  depart: "under_way", arrive: "arrived", quote: "quoted", requote: "quoted",
  approve_there: "approved", decline_there: "declined", repair: "repaired",
  sign_off: "signed_off", refuse: "gone", miss: "missed", adjourn: "adjourned",
  prove_door: "arrived", decline_door: "not_opened", take_on: "arranged", inspect: "inspected",
};

export const OVER = ["signed_off", "guaranteed", "closed", "declined", "not_opened", "inspected", "gone", "missed", "adjourned", "cancelled", "merged", "abandoned"];

const bytesOf = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (two) => parseInt(two, 16));

/* Five bits of a hash: notices 31 of 32 wrong codes, and does not tell the right one. */
export async function fits(door, code) {
  const text = new TextEncoder().encode(code);
  const salt = bytesOf(door.salt);
  const both = new Uint8Array(salt.length + text.length);
  both.set(salt);
  both.set(text, salt.length);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", both));
  return (digest[0] & 31) === door.check;
}

export function money(fen) {
  const text = (Math.abs(fen) / 100).toFixed(2).replace(/\B(?=(\d{3})+(?!\d))/g, ",");
  return `${fen < 0 ? "-" : ""}¥${text}`;
}

export function clock(iso) {
  return new Date(iso).toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: "Asia/Shanghai" });
}

export function day(iso) {
  return new Date(iso).toLocaleDateString(document.documentElement.lang === "en" ? "en-GB" : "zh-CN", { month: "long", day: "numeric", weekday: "short", timeZone: "Asia/Shanghai" });
}

export function total(lines, prices) {
  const fen = new Map(prices.map((one) => [one.code, one.fen]));
  return lines.reduce((sum, one) => sum + (fen.get(one.code) ?? 0) * one.quantity, 0);
}

/* The price list as it holds for this visit. Under guarantee all is free; where another fault is
   shown, what was free until then stays free, and the rest is priced. */
export function priced(visit, verb, why) {
  if (!visit.free) return visit.prices;
  const other = verb === "requote" && why === "other_fault";
  const covered = new Set((visit.quote?.lines ?? []).filter((one) => !one.fen).map((one) => one.code));
  return visit.prices.map((one) => (other && !covered.has(one.code) ? one : { ...one, fen: 0 }));
}

/* The visit as it is after a step, before the house has heard of it. */
export function after(visit, verb, body) {
  const next = { ...visit, status: AFTER[verb] ?? visit.status };
  if (verb === "quote" || verb === "requote") {
    const prices = priced(visit, verb, body.why);
    const titles = new Map(prices.map((one) => [one.code, one]));
    const lines = body.lines.map((one) => ({ ...titles.get(one.code), quantity: one.quantity }));
    next.quote = { fen: total(body.lines, prices), lines };
  }
  if (verb === "take_on" || verb === "depart") next.offer = visit.offer && { ...visit.offer, until: null };
  if (verb === "prove_door") next.proofs = { ...visit.proofs, proved: true };
  return next;
}

const SIGNS_NEEDED = 12;

/* The first thing that is missing of what was seen; "" when nothing is. As the house's own rule. */
export function unseen(found, pictures) {
  if (!found.seen) return "seen";
  if ((found.words.match(/[\p{L}\p{N}]/gu) ?? []).length < SIGNS_NEEDED) return "words";
  return pictures || found.seen === "not_examined" ? "" : "seen_picture";
}

const filled = (text) => Boolean(text?.trim()) && text.length <= 60;

/* The first thing that is missing of what this door asks for; "" when nothing is. The same rule
   as the house's own, which looks again when the step arrives. */
export function missing(asked, shown) {
  const premises = asked.premises.find((one) => one.name === shown.premises);
  const among = (kinds, name) => kinds.some(([kind]) => kind === name);
  if (!premises) return "premises";
  if (!among(asked.identity, shown.identity)) return "identity";
  if (asked.keep_number && !filled(shown.identity_number)) return "identity_number";
  if (!among(premises.right, shown.right)) return "right";
  if (!among(asked.witness, shown.witness)) return "witness";
  if (!filled(shown.witness_name)) return "witness_name";
  if (shown.witness === asked.guarantor && !filled(shown.witness_number)) return "witness_number";
  return "";
}

/* Version 4, from the browser's own generator where it has one. */
export function uuid() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const hex = [...crypto.getRandomValues(new Uint8Array(16))].map((one) => one.toString(16).padStart(2, "0"));
  hex[6] = `4${hex[6][1]}`;
  hex[8] = `${"89ab"[parseInt(hex[8][0], 16) & 3]}${hex[8][1]}`;
  return hex.join("").replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
}
