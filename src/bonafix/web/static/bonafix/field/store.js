/* What lies on the telephone: visits, steps and pictures, each sealed with AES-GCM under a key
   that no script can take out. Case numbers, client ids and states lie open; nothing else. */

const NAME = "bonafix-field";
const utf8 = new TextEncoder();
let opened;

export function open() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 2);
    request.onupgradeneeded = ({ oldVersion }) => {
      const base = request.result;
      if (oldVersion < 1) {
        base.createObjectStore("keys");
        base.createObjectStore("visits", { keyPath: "number" });
        base.createObjectStore("queue", { keyPath: "seq", autoIncrement: true });
      }
      // Telephones of the version before keep what they have.
      base.createObjectStore("sound", { keyPath: ["client_id", "n"] });
    };
    request.onsuccess = () => {
      // Another window wipes everything: let go, so that it can.
      request.result.onversionchange = () => { request.result.close(); opened = undefined; };
      resolve(request.result);
    };
    request.onerror = () => reject(request.error);
  });
  return opened;
}

/* One transaction over some stores; what it writes is on the disk when this resolves. */
export async function write(names, work) {
  const base = await open();
  return new Promise((resolve, reject) => {
    const deed = base.transaction(names, "readwrite", { durability: "strict" });
    const out = work(deed);
    deed.oncomplete = () => resolve(out?.result);
    deed.onabort = () => reject(deed.error);
  });
}

async function ask(name, how) {
  const base = await open();
  return new Promise((resolve, reject) => {
    const request = how(base.transaction(name).objectStore(name));
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function key() {
  const kept = await ask("keys", (store) => store.get("main"));
  if (kept) return kept;
  const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  // Two windows at once: the first key stays.
  await write(["keys"], (deed) => { deed.objectStore("keys").add(made, "main").onerror = (e) => e.preventDefault(); });
  return ask("keys", (store) => store.get("main"));
}

export async function seal(name, content) {
  const bytes = content instanceof ArrayBuffer ? content : utf8.encode(JSON.stringify(content));
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const how = { name: "AES-GCM", iv, additionalData: utf8.encode(name) };
  return { iv, data: await crypto.subtle.encrypt(how, await key(), bytes) };
}

async function unsealed(name, cell) {
  const how = { name: "AES-GCM", iv: cell.iv, additionalData: utf8.encode(name) };
  return crypto.subtle.decrypt(how, await key(), cell.data);
}

export async function unseal(name, cell) {
  return JSON.parse(new TextDecoder().decode(await unsealed(name, cell)));
}

export const unsealBytes = unsealed;

/* Whose steps these are: on the disk at once, unlike what a browser calls local storage. */
export const who = async () => (await ask("keys", (store) => store.get("who"))) ?? "";

export async function setWho(id) {
  if ((await who()) !== id) await write(["keys"], (deed) => deed.objectStore("keys").put(id, "who"));
}

export async function visitRow(visit) {
  const cell = await seal(visit.number, visit);
  return { number: visit.number, until: visit.until, cell };
}

export async function putVisit(visit) {
  const row = await visitRow(visit);
  await write(["visits"], (deed) => deed.objectStore("visits").put(row));
}

export async function visit(number) {
  const row = await ask("visits", (store) => store.get(number));
  return row && unseal(number, row.cell);
}

export async function visits() {
  const rows = await ask("visits", (store) => store.getAll());
  const found = await Promise.all(rows.map((row) => unseal(row.number, row.cell)));
  return found.sort((a, b) => a.arrive_by.localeCompare(b.arrive_by));
}

export const queued = () => ask("queue", (store) => store.getAll());

/* The pieces of one recording, in their order. */
export const soundOf = (client_id) => IDBKeyRange.bound([client_id, 0], [client_id, Infinity]);

export const sound = (client_id) => ask("sound", (store) => store.getAll(soundOf(client_id)));

export async function dropVisits(numbers) {
  if (!numbers.length) return;
  await write(["visits"], (deed) => numbers.forEach((one) => deed.objectStore("visits").delete(one)));
}

/* Everything: key, visits, queue, kept files. For logging out. */
export async function wipe() {
  (await open()).close();
  opened = undefined;
  await new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase(NAME);
    request.onsuccess = resolve;
    request.onerror = () => reject(request.error);
  });
  for (const name of await caches.keys()) {
    if (name.startsWith("bonafix-field-")) await caches.delete(name);
  }
}

export async function room() {
  const { quota = Infinity, usage = 0 } = (await navigator.storage?.estimate?.()) ?? {};
  return quota - usage;
}
