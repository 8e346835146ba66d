/* The buttons of a recording: it starts only where the customer said yes, is seen by everybody
   in the room while it runs, and ends at once when they say no. */

import { word } from "./cards.js";
import { keepNoRecording } from "./queue.js";
import { clock, OVER } from "./rules.js";
import * as sound from "./sound.js";
import * as store from "./store.js";

const LITTLE_ROOM = 60 * 1024 * 1024;

/* That it runs, and since when. */
export function heard(list) {
  const now = sound.running();
  const place = document.getElementById("hearing");
  place.hidden = !now;
  if (now) place.querySelector("output").textContent = word("hears", { at: clock(now.began) });
  for (const one of list.querySelectorAll("[data-hears]")) {
    const mine = now?.number === one.closest("[data-number]").dataset.number;
    one.hidden = mine !== (one.dataset.hears === "yes");
  }
}

const DEEDS = {
  async start(visit, say) {
    if (sound.running()) return say(word("hears-other"), true);
    const full = (await store.room()) < LITTLE_ROOM;
    try {
      await sound.start(visit, () => { sound.stop(); say(word("not-kept"), true); });
    } catch (error) {
      if (error?.name === "QuotaExceededError") throw error;
      return say(word("no-microphone"), true);
    }
    return say(full ? word("little-room") : "", full);
  },
  stop: () => sound.stop(),
  async refuse(visit, say) {
    await keepNoRecording(visit);
    say(word("no-recording"));
  },
};

/* One tap; true when there is something to send now. */
export async function hearing(button, say) {
  const visit = await store.visit(button.closest("[data-number]").dataset.number);
  await DEEDS[button.dataset.sound](visit, say);
  return button.dataset.sound !== "start";
}

/* The yes was taken back elsewhere, or the visit is over: nothing runs on. */
export async function hush(say) {
  const now = sound.running();
  if (!now) return;
  const visit = await store.visit(now.number);
  if (visit && !visit.recording?.allowed) {
    await sound.stop(false);
    say(word("no-recording"));
  } else if (!visit || OVER.includes(visit.status)) await sound.stop();
}
