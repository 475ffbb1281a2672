/**
 * Records that survive a reload, where the configuration says `persist = true`: in IndexedDB, which every browser has on
 * the page's own thread, and whose transactions are whole or not at all, also between two tabs.
 *
 * One entry for each configuration, under its fingerprint; of two tabs with the same one, the last that writes wins.
 * A page that is on its way out cannot wait for a transaction: what is not saved yet goes to the local storage, from where
 * the next page takes it over.
 */
import { base } from "./parts.js";
import { ask } from "./supervisor.js";

/** @typedef {import("./supervisor.js").Python} Python */

/** Pages under different paths of one origin are different workspaces. */
const DATABASE = `cif-emulator ${new URL(base).pathname}`;
const STORE = "records";
/** So long after a write they are saved; those in between wait no longer. */
const SAVED_AFTER_MS = 300;
/** A database that has not answered for so long must not keep the workspace from starting. */
const PATIENCE_MS = 5_000;
/** Of texts that could not be used, and of other configurations', so many are left. */
const LEFT = 5;
const ASIDE = "set aside ";

/** @typedef {{ saved: number, text: string }} Entry when it was saved, in milliseconds since 1970, and what */

/** @type {IDBDatabase | null} */
let database = null;
/** The entry's name, while records are kept. */
let fingerprint = "";
let timer = 0;
/** What is on its way into the database. @type {Entry | null} */
let unsaved = null;
let isComplained = false;
/** @type {BroadcastChannel | null} */
let others = null;

/** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
const answered = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

/** @param {IDBTransaction} transaction @returns {Promise<void>} */
const completed = (transaction) =>
  new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new Error("the browser gave the writing up"));
  });

async function opened() {
  const request = indexedDB.open(DATABASE, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(STORE);
  const found = await answered(request);
  found.onversionchange = found.onclose = () => {
    found.close();
    database = null;
  };
  return found;
}

/** @param {Promise<void>} work */
function soon(work) {
  const late = new Promise((_, reject) => {
    setTimeout(() => reject(new Error(`it has not answered for ${PATIENCE_MS / 1000} seconds`)), PATIENCE_MS);
  });
  return Promise.race([work, late]);
}

const lastMoment = () => `${DATABASE} ${STORE} ${fingerprint}`;

/** The local storage may be forbidden where the database is not. @template T @param {() => T} use */
function trying(use) {
  try {
    return use();
  } catch {
    return null;
  }
}

/** What the last page could not save any more, if it is newer. @param {Entry | undefined} entry */
function newest(entry) {
  const left = trying(() => localStorage.getItem(lastMoment()));
  const saved = Number(left?.slice(0, left.indexOf(" ")));
  if (left === null || (entry && entry.saved > saved)) return entry;
  return { saved, text: left.slice(left.indexOf(" ") + 1) };
}

/** Said once: the workspace goes on without. @param {(text: string) => void} warn @param {unknown} thrown */
function complain(warn, thrown) {
  if (isComplained) return;
  isComplained = true;
  const why = thrown instanceof Error ? thrown.message : String(thrown);
  warn(`the records cannot be kept in this browser (${why}); a reload begins with the configured ones`);
}

/** @param {string} text */
const warnPython = (text) => void ask("warn", text);

/**
 * Puts back what was kept, before the first call; what cannot be used is set aside under another name.
 * @param {Python} python
 */
export async function restoreRecords(python) {
  const answer = python.persistence();
  fingerprint = JSON.parse(answer.slice(1)) ?? "";
  if (!fingerprint) return;
  const warn = (/** @type {string} */ text) => python.warn(text);
  const wait = { isOver: false };
  await soon(restore(python, warn, wait)).catch((thrown) => complain(warn, thrown));
  wait.isOver = true;
}

/** @param {Python} python @param {(text: string) => void} warn @param {{ isOver: boolean }} wait */
async function restore(python, warn, wait) {
  database ??= await opened();
  const transaction = database.transaction(STORE, "readwrite");
  const store = transaction.objectStore(STORE);
  const [keys, kept] = await Promise.all([answered(store.getAllKeys()), answered(store.get(fingerprint))]);
  // Others have begun to write meanwhile.
  if (wait.isOver) return;
  const names = keys.map(String);
  const entry = newest(kept);
  if (entry) putBack(python, store, entry);
  else tellOfOthers(names, warn);
  forgetOldest(store, names);
  await completed(transaction);
  trying(() => localStorage.removeItem(lastMoment()));
  listenToOthers(warn);
}

/** @param {Python} python @param {IDBObjectStore} store @param {Entry} entry */
function putBack(python, store, entry) {
  const aside = `${ASIDE}${new Date().toISOString()}`;
  const place = `“${aside}” in the browser's database “${DATABASE}”`;
  const isUsed = python.put_back(String(entry.text), place) === "=true";
  store.put(entry, isUsed ? fingerprint : aside);
  if (!isUsed) store.delete(fingerprint);
}

/** @param {string[]} names @param {(text: string) => void} warn */
function tellOfOthers(names, warn) {
  if (!names.some((name) => !name.startsWith(ASIDE))) return;
  warn(
    "the records kept in this browser belong to another configuration (other tables or records) and are not used; " +
      "they come back with that configuration",
  );
}

/** @param {IDBObjectStore} store @param {string[]} names */
function forgetOldest(store, names) {
  const aside = names.filter((name) => name.startsWith(ASIDE)).sort();
  const configurations = names.filter((name) => !name.startsWith(ASIDE) && name !== fingerprint);
  for (const left of [aside, configurations]) {
    for (const name of left.slice(0, Math.max(0, left.length - LEFT))) store.delete(name);
  }
}

/** @param {(text: string) => void} warn */
function listenToOthers(warn) {
  others ??= new BroadcastChannel(`${DATABASE} ${STORE}`);
  others.onmessage = ({ data }) => {
    if (data !== fingerprint) return;
    if (others) others.onmessage = null;
    warn("another tab keeps its records in the same place: whichever writes last is what a reload brings back");
  };
}

/** Records were written: they are saved a little later, all together. */
export function recordsWritten() {
  if (fingerprint) timer ||= setTimeout(saveRecords, SAVED_AFTER_MS);
}

/** The records since the last time, if there are any to save. */
function collect() {
  clearTimeout(timer);
  timer = 0;
  if (!fingerprint) return;
  const answer = ask("changed_records");
  if (answer[0] === "=" && answer.length > 1) unsaved = { saved: Date.now(), text: answer.slice(1) };
}

async function saveRecords() {
  const before = unsaved;
  collect();
  const entry = unsaved;
  if (!entry || entry === before) return;
  try {
    database ??= await opened();
    const transaction = database.transaction(STORE, "readwrite");
    transaction.objectStore(STORE).put(entry, fingerprint);
    await completed(transaction);
    if (unsaved === entry) unsaved = null;
    others?.postMessage(fingerprint);
  } catch (thrown) {
    complain(warnPython, thrown);
  }
}

/** The page is on its way out: what is not in the database yet is left for the next one. */
function leave() {
  collect();
  const entry = unsaved;
  // If it is too much, there is nobody left to tell.
  if (entry && database) trying(() => localStorage.setItem(lastMoment(), `${entry.saved} ${entry.text}`));
}

/** After a reset: nothing is kept of what was before. */
export async function forgetRecords() {
  clearTimeout(timer);
  timer = 0;
  unsaved = null;
  const before = fingerprint;
  const answer = ask("persistence");
  fingerprint = answer[0] === "=" ? (JSON.parse(answer.slice(1)) ?? "") : fingerprint;
  try {
    if (fingerprint) database ??= await opened();
    if (!database) return;
    const transaction = database.transaction(STORE, "readwrite");
    for (const name of [before, fingerprint]) if (name) transaction.objectStore(STORE).delete(name);
    trying(() => localStorage.removeItem(lastMoment()));
    await soon(completed(transaction));
  } catch (thrown) {
    complain(warnPython, thrown);
  }
}

addEventListener("pagehide", leave);
document.addEventListener("visibilitychange", () => void (document.hidden && saveRecords()));
