/* Keeps the empty page and its files on the telephone. Nobody's data goes through here:
   the day and the steps are sealed by the page itself, and pass untouched. */
"use strict";

const { version, shell, assets } = self.bonafix;
const NAME = `bonafix-field-${version}`;
const PATIENCE = 4000;

self.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(NAME);
    await cache.addAll(assets);
    const page = await fetch(shell, { credentials: "same-origin", redirect: "manual" });
    if (page.ok) await cache.put(shell, page);
    await self.skipWaiting();
  })());
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) {
      if (name.startsWith("bonafix-field-") && name !== NAME) await caches.delete(name);
    }
    await self.clients.claim();
  })());
});

/* The newest page when there is signal, the kept one when there is none or it takes long. */
async function page(request) {
  const cache = await caches.open(NAME);
  const kept = await cache.match(shell);
  const fresh = fetch(request).then(async (answer) => {
    if (answer.ok && !answer.redirected) await cache.put(shell, answer.clone());
    return answer;
  });
  if (!kept) return fresh;
  const late = new Promise((resolve) => setTimeout(() => resolve(kept), PATIENCE));
  return Promise.race([fresh.catch(() => kept), late]);
}

async function file(request) {
  const cache = await caches.open(NAME);
  return (await cache.match(request, { ignoreSearch: true })) ?? fetch(request);
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  const path = new URL(request.url).pathname;
  if (request.mode === "navigate" && path === shell) event.respondWith(page(request));
  else if (assets.includes(path)) event.respondWith(file(request));
});
