/**
 * Records that survive a reload, where the configuration says `persist = true`: in IndexedDB, which every browser has on
 * the page's own thread, and whose transactions are whole or not at all, also between two tabs.
 *
 * One entry for each configuration, under its fingerprint; of two tabs with the same one, the last writer wins.
 * Each write is recorded at once as a numbered text of its changes; the entry has the number of its last write. A page
 * that is being left, or whose interpreter has ended, cannot wait for a transaction: a note in the local storage holds
 * the writes that the entry lacks, and the next start adds them.
 */
import { ASIDE, Restoration, tooLong } from "./unsaved_writes.js";
import { base } from "../boot/boot_manifest.js";
import { keptFor, mayKeep } from "../boot/embedding.js";
import { readAnswer } from "../values/responses.js";
import { ask } from "../calls/supervisor.js";

/** @typedef {import("../../generated/types").Bridge} Python */

/** @import { Entry } from "./unsaved_writes.js" */

/** Pages under different paths of one origin are different workspaces. */
const DATABASE = `cif-emulator ${new URL(base).pathname}${keptFor}`;
const STORE = "records";
/** Milliseconds from a write until it is saved, with those after it. */
const SAVED_AFTER_MS = 300;
/** A database that has not answered for so long must not keep the workspace from starting. */
const PATIENCE_MS = 5_000;
/** Patience goes by such steps: while the page is blocked, or the machine asleep, no more than one is used up. */
const STEP_MS = 500;
/** So many unusable entries, and entries of other configurations, are left in place. */
const LEFT = 5;

/** @type {IDBDatabase | null} */
let database = null;
/** The database while it is being opened. @type {Promise<IDBDatabase> | null} */
let opening = null;
/** The entry's name, while records are persisted. */
let fingerprint = "";
let timer = 0;
/** The last write's number. It continues the persisted one: clocks go back, and differ between tabs. */
let number = 0;
/** The number of the entry on which the unsaved writes build. */
let saved = 0;
/** Whether the unsaved writes are all since the configured start. */
let isWhole = true;
/** Counts what begins anew with other records: a transaction from before says nothing of the writes since. */
let beginnings = 0;
/** Whether another tab has written the entry since. */
let isOverwritten = false;
/** Writes that the database is not known to have. @type {Entry[]} */
let unsaved = [];
/** The note of a workspace whose interpreter ended on this page. @type {string | null} */
let leftOnPage = null;
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

async function open() {
  const request = indexedDB.open(DATABASE, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(STORE);
  const found = await answered(request);
  found.onversionchange = found.onclose = () => {
    found.close();
    database = null;
  };
  database = found;
  return found;
}

/** The database, which is opened once for all who wait for it. */
async function opened() {
  if (database) return database;
  opening ??= open().finally(() => {
    opening = null;
  });
  return soon(opening);
}

/** @returns {Promise<never>} */
async function tooLate() {
  for (let waited = 0; waited < PATIENCE_MS; waited += STEP_MS)
    await new Promise((resolve) => setTimeout(resolve, STEP_MS));
  throw new Error(`it has not answered for ${PATIENCE_MS / 1000} seconds`);
}

/** @template T @param {Promise<T>} work @returns {Promise<T>} */
const soon = (work) => Promise.race([work, tooLate()]);

const lastMoment = () => `${DATABASE} ${STORE} ${fingerprint}`;

/** The local storage may be forbidden or full where the database is not. @template T @param {() => T} use */
function trying(use) {
  try {
    return use();
  } catch {
    return null;
  }
}

/** Warned once. @param {(text: string) => void} warn @param {unknown} thrown @param {string} outcome */
function complain(warn, thrown, outcome) {
  if (isComplained) return;
  isComplained = true;
  warn(`the records cannot be kept in this browser (${whyOf(thrown)}); ${outcome}`);
}

/** @param {unknown} thrown */
const whyOf = (thrown) => (thrown instanceof Error ? thrown.message : String(thrown));

/** The workspace continues without persistence. @param {(text: string) => void} warn @param {unknown} thrown @param {string} outcome */
function giveUp(warn, thrown, outcome) {
  fingerprint = "";
  forgetWrites();
  complain(warn, thrown, outcome);
}

/** Why the local storage takes no notes; empty if it takes them. */
function noNotes() {
  try {
    const probe = `${lastMoment()} probe`;
    localStorage.setItem(probe, noteText(null));
    localStorage.removeItem(probe);
    return "";
  } catch (thrown) {
    return whyOf(thrown);
  }
}

/** From here on, writes build on the configured start. */
function forgetWrites() {
  beginnings += 1;
  clearTimeout(timer);
  timer = 0;
  unsaved = [];
  isWhole = true;
  isOverwritten = false;
}

/** @param {string} text */
const warnPython = (text) => void ask("cifEmulator.warn", "warn", text);

/**
 * Restores the persisted records before the first call; unusable ones are set aside under another name.
 * @param {Python} python
 */
export async function restoreRecords(python) {
  fingerprint = JSON.parse(readAnswer(python.persistence()).value ?? "null") ?? "";
  if (!fingerprint) return;
  const warn = (/** @type {string} */ text) => python.warn(text);
  const outcome = "a reload begins with the configured ones";
  if (!mayKeep) return giveUp(warn, "the <agent-workspace> that shows it has no name", outcome);
  const wait = { isOver: false };
  await soon(restore(python, warn, wait)).catch((thrown) => giveUp(warn, thrown, outcome));
  wait.isOver = true;
}

/**
 * Another configuration applies: where other records are kept for it, or none, follows that.
 * @param {Python} python
 */
export async function followConfiguration(python) {
  const { value } = readAnswer(python.persistence());
  if ((JSON.parse(value ?? "null") ?? "") === fingerprint) return;
  forgetWrites();
  await restoreRecords(python);
}

/** @param {Python} python @param {(text: string) => void} warn @param {{ isOver: boolean }} wait */
async function restore(python, warn, wait) {
  const transaction = (await opened()).transaction(STORE, "readwrite");
  const store = transaction.objectStore(STORE);
  const [keys, entry] = await Promise.all([answered(store.getAllKeys()), answered(store.get(fingerprint))]);
  // Another tab has begun to write meanwhile.
  if (wait.isOver) return;
  const names = keys.map(String);
  const noteText = leftOnPage ?? trying(() => localStorage.getItem(lastMoment()));
  if (entry === undefined && noteText === null) tellOfOthers(names, warn);
  else restoreEntry(python, store, warn, entry, noteText);
  forgetOldest(store, names);
  await completed(transaction);
  leftOnPage = null;
  trying(() => localStorage.removeItem(lastMoment()));
  const why = noNotes();
  if (why) {
    warn(
      `the browser's local storage takes no notes (${why}): records written in the last ${SAVED_AFTER_MS} milliseconds ` +
        "before the page is left may not be there after a reload, and nothing will say so",
    );
  }
  listenToOthers(warn);
}

/**
 * @param {Python} python
 * @param {IDBObjectStore} store
 * @param {(text: string) => void} warn
 * @param {any} entry
 * @param {string | null} noteText
 */
function restoreEntry(python, store, warn, entry, noteText) {
  const restoration = new Restoration(python, warn, `the browser's database “${DATABASE}”`);
  const restored = restoration.restore(entry, noteText);
  for (const [name, entry] of restoration.setAside) store.put(entry, name);
  number = restored.last;
  saved = restored.number;
  isWhole = saved === 0;
  if (isWhole) store.delete(fingerprint);
  // The entry gets what the note added.
  else if (!restored.isEntry) store.put({ number, text: readAnswer(python.changed_records()).value }, fingerprint);
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
  let isTold = false;
  others ??= new BroadcastChannel(`${DATABASE} ${STORE}`);
  others.onmessage = ({ data }) => {
    if (data?.fingerprint !== fingerprint) return;
    // The entry is theirs now; the next write of this tab saves everything that it has.
    number = Math.max(number, data.number);
    isOverwritten = true;
    if (isTold) return;
    isTold = true;
    warn("another tab keeps its records in the same place: whichever writes last is what a reload brings back");
  };
}

/** Records were written: they are saved together a little later. @param {string} text the changes */
export function recordsWritten(text) {
  if (!fingerprint) return;
  number += 1;
  if (isOverwritten) {
    unsaved = [{ number, text: allChanges() }];
    isWhole = true;
    isOverwritten = false;
  } else {
    unsaved.push({ number, text });
  }
  timer ||= setTimeout(saveRecords, SAVED_AFTER_MS);
}

/** The text of all changes since the start; empty if the interpreter has ended. */
function allChanges() {
  return ask("cifEmulator.records", "changed_records").value ?? "";
}

/** Saves all changes in the entry, in a transaction that does not depend on this page. @param {IDBDatabase} into */
function write(into) {
  const text = allChanges();
  if (!text) return null;
  const refused = tooLong(text);
  if (refused) throw new Error(refused);
  const transaction = into.transaction(STORE, "readwrite");
  transaction.objectStore(STORE).put({ number, text }, fingerprint);
  transaction.commit();
  return { written: number, transaction };
}

/** Saves what is unsaved now, without waiting for more. What could not be saved is tried again with the next write. */
export async function saveRecords() {
  clearTimeout(timer);
  timer = 0;
  if (!fingerprint || !unsaved.length) return;
  const began = beginnings;
  try {
    const into = await opened();
    if (began !== beginnings) return;
    const writing = write(into);
    if (!writing) return;
    const { written, transaction } = writing;
    await completed(transaction);
    if (began !== beginnings) return;
    unsaved = unsaved.filter((each) => each.number > written);
    saved = written;
    isWhole = false;
    others?.postMessage({ fingerprint, number: saved });
  } catch (thrown) {
    if (began === beginnings) keepForNote(thrown);
  }
}

/** The database has refused: what it does not have waits for the next write, or for the page to be left. @param {unknown} thrown */
function keepForNote(thrown) {
  database?.close();
  database = null;
  const text = allChanges();
  // Writes that are refused again and again must not pile up.
  if (unsaved.reduce((sum, write) => sum + write.text.length, 0) > text.length && text) {
    unsaved = [{ number, text }];
    isWhole = true;
  }
  const why = noNotes();
  complain(
    warnPython,
    thrown,
    why
      ? `nor does its local storage take notes (${why}): a reload begins without what has been written since they were last saved`
      : "it is tried again with the next write, and noted in the local storage when the page is left, if it is not too much",
  );
}

/**
 * The unconfirmed writes as a note for the next start.
 * @param {Entry[] | null} writes
 */
const noteText = (writes) => JSON.stringify({ base: saved, isWhole, last: number, writes });

/** The page is being left: unconfirmed writes are noted for the next one. */
function leave() {
  // The interpreter may have ended, and not be there again.
  const text = unsaved.length ? noteText(unsaved) : leftOnPage;
  if (!fingerprint || text === null) return;
  try {
    localStorage.setItem(lastMoment(), text);
  } catch {
    // Too much for a note: the transaction will probably complete; if not, the next start warns.
    trying(() => localStorage.setItem(lastMoment(), noteText(null)));
    trying(() => database && write(database));
  }
}

/** The interpreter has ended, and with it the records: the next one gets the unconfirmed writes. */
export function noteUnsaved() {
  if (fingerprint && unsaved.length) leftOnPage = noteText(unsaved);
  forgetWrites();
}

/** After a reset: forgets everything persisted. */
export async function forgetRecords() {
  forgetWrites();
  const before = fingerprint;
  const { value } = ask("cifEmulator.records", "persistence");
  if (value && mayKeep) fingerprint = JSON.parse(value) ?? "";
  try {
    if (fingerprint) await opened();
    if (!database) return;
    const transaction = database.transaction(STORE, "readwrite");
    for (const name of [before, fingerprint]) if (name) transaction.objectStore(STORE).delete(name);
    trying(() => localStorage.removeItem(lastMoment()));
    await soon(completed(transaction));
  } catch (thrown) {
    giveUp(warnPython, thrown, "a reload brings back those that were kept before the reset");
  }
}

addEventListener("pagehide", leave);
document.addEventListener("visibilitychange", () => void (document.hidden && saveRecords()));
