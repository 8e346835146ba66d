/* What was taken is kept on this device (IndexedDB) until all of it was received: by tus, in
   pieces of 1 MiB, each with its checksum. A break, a closed page or a restart goes on from
   the offset that the house names. */
"use strict";

(() => {
  const piece = 1024 * 1024;
  const root = document.querySelector("[data-capture]");
  const tus = { "Tus-Resumable": "1.0.0" };

  /* The device says what it is, only when its owner agreed. */
  const form = document.querySelector("form[data-device]");
  form?.addEventListener("submit", () => {
    if (!form.elements.device_agreed.checked) return;
    form.elements.device.value = JSON.stringify({
      browser: navigator.userAgent,
      language: navigator.language,
      screen: `${screen.width}x${screen.height}@${devicePixelRatio}`,
      zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    });
  });
  if (!root) return;

  const opening = new Promise((done, failed) => {
    const request = indexedDB.open("bonafix-capture", 1);
    request.onupgradeneeded = () => request.result.createObjectStore("pending", { keyPath: "id" });
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });

  async function stored(mode, work) {
    const base = await opening;
    return new Promise((done, failed) => {
      const request = work(base.transaction("pending", mode).objectStore("pending"));
      request.onsuccess = () => done(request.result);
      request.onerror = () => failed(request.error);
    });
  }

  const put = (one) => stored("readwrite", (store) => store.put(one));
  const forget = (one) => stored("readwrite", (store) => store.delete(one.id));
  const pending = async () =>
    (await stored("readonly", (store) => store.getAll())).filter(
      (one) => one.token === root.dataset.token,
    );

  function show(one, text, share) {
    const box = root.querySelector(`[data-shot="${one.shot}"] .sending`);
    if (!box) return;
    box.hidden = !text;
    box.querySelector("p").textContent = text;
    if (share !== undefined) box.querySelector("progress").value = share;
  }

  const base64 = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));

  class Refusal extends Error {}

  async function ask(url, options) {
    const answer = await fetch(url, { ...options, headers: { ...tus, ...options.headers } });
    if (answer.status >= 500 || answer.status === 429) throw new TypeError("later");
    if (answer.status === 404 || answer.status === 409 || answer.status === 460) return answer;
    if (!answer.ok) throw new Refusal(await answer.text());
    return answer;
  }

  async function begin(one) {
    const told = { shot: one.shot, source: one.source, filetype: one.type, taken_at: one.taken_at };
    const meta = Object.entries(told).map(([key, value]) => `${key} ${base64(value)}`);
    const headers = { "Upload-Length": String(one.blob.size), "Upload-Metadata": meta.join(",") };
    const answer = await ask(root.dataset.capture, { method: "POST", headers });
    if (!answer.ok) throw new Refusal(await answer.text());
    one.url = answer.headers.get("Location");
    await put(one);
  }

  async function checksum(bytes) {
    // Only pages by HTTPS may use it; the connection checks by itself otherwise.
    if (!globalThis.crypto?.subtle) return {};
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
    return { "Upload-Checksum": `sha256 ${btoa(String.fromCharCode(...digest))}` };
  }

  async function offsetOf(one) {
    if (!one.url) await begin(one);
    const answer = await ask(one.url, { method: "HEAD", headers: {} });
    if (answer.ok) return Number(answer.headers.get("Upload-Offset"));
    // Given up after a day: begin again, the bytes are still here.
    one.url = "";
    return offsetOf(one);
  }

  async function send(one) {
    let at = await offsetOf(one);
    let stuck = 0;
    while (at < one.blob.size) {
      const share = Math.floor((100 * at) / one.blob.size);
      show(one, `${root.dataset.sent} ${share} %`, share);
      const bytes = await one.blob.slice(at, at + piece).arrayBuffer();
      const headers = {
        "Content-Type": "application/offset+octet-stream",
        "Upload-Offset": String(at),
        ...(await checksum(bytes)),
      };
      const answer = await ask(one.url, { method: "PATCH", body: bytes, headers });
      const next = answer.ok ? Number(answer.headers.get("Upload-Offset")) : await offsetOf(one);
      stuck = next > at ? 0 : stuck + 1;
      at = next;
      // Asked again and again without getting on: later, not in a tight circle.
      if (stuck > 3) throw new TypeError("later");
    }
    await forget(one);
    show(one, "");
  }

  // Sentences of the house stay on their card when the list is fetched again, and so does the
  // word that something still waits on this device.
  const refusals = new Map();
  root.addEventListener("htmx:afterSwap", async () => {
    for (const [shot, text] of refusals) show({ shot }, text);
    for (const one of await pending()) show(one, root.dataset.kept);
  });

  let running = false;
  let wait = 1000;

  async function run() {
    if (running) return;
    running = true;
    try {
      // What is taken while another is being sent comes next.
      for (let kept = await pending(); kept.length; kept = await pending()) {
        for (const one of kept) await attempt(one);
        htmx.trigger(root, "capture:changed");
      }
      wait = 1000;
    } catch {
      // The network, or the house, is away: what is kept here goes on by itself.
      for (const one of await pending()) show(one, root.dataset.waiting);
      setTimeout(run, wait);
      wait = Math.min(wait * 2, 30000);
    } finally {
      running = false;
    }
  }

  async function attempt(one) {
    try {
      await send(one);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      await forget(one);
      refusals.set(one.shot, error.message || root.dataset.failed);
    }
  }

  async function take(shot, blob, source) {
    if (!blob || !blob.size) return;
    const id = `${root.dataset.token}-${Date.now()}-${Math.random()}`;
    const taken = new Date(blob.lastModified ?? Date.now()).toISOString();
    const about = { shot, source, type: blob.type, taken_at: taken };
    const one = { id, token: root.dataset.token, ...about, blob, url: "" };
    refusals.delete(one.shot);
    await put(one);
    show(one, root.dataset.kept, 0);
    run();
  }

  document.addEventListener("change", (event) => {
    const input = event.target.closest("[data-take]");
    if (!input) return;
    take(input.closest(".shot").dataset.shot, input.files[0], input.dataset.take);
    input.value = "";
  });
  document.addEventListener("camera:taken", ({ detail }) => take(detail.shot, detail.bytes, "camera"));

  /* An open camera is not taken away by news about another card. */
  root.addEventListener("htmx:beforeSwap", (event) => {
    if (root.querySelector("video")) event.detail.shouldSwap = false;
  });
  addEventListener("online", run);

  /* While something is being looked at, ask again soon. */
  setInterval(() => {
    if (root.querySelector("[data-checking]") && !root.querySelector("video")) htmx.trigger(root, "capture:changed");
  }, 3000);
  addEventListener("load", run);
})();
