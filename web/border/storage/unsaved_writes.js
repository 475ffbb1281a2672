/**
 * Combines what a start finds: the database's entry, and the note of a page that was left before all its writes were
 * saved. Either is usable without the other, unless the note builds on a missing entry.
 */
import { readAnswer } from "../values/responses.js";

/**
 * @typedef {{ number: number, text: string }} Entry a text of changes, and the number of the last write in it
 * @typedef {{ base: number, isWhole: boolean, last: number, writes: Entry[] | null }} Note
 *   what comes on top of the entry numbered `base`, or of the configured start if it `isWhole`; `last` is the number of
 *   the last write, and `writes` is null where they were too much for the local storage
 */

/** Entries with such names hold unusable texts. */
export const ASIDE = "set aside ";

/** Longer texts are not kept: Python's memory could not hold all copies that reading them makes. */
const MOST_CHARACTERS = 64_000_000;

/** Why a text is not kept; empty if it is. @param {string} text */
export function tooLong({ length }) {
  const number = (/** @type {number} */ count) => count.toLocaleString("en");
  return length > MOST_CHARACTERS
    ? `they have ${number(length)} characters, more than the ${number(MOST_CHARACTERS)} that are kept`
    : "";
}

/** @param {any} write @returns {write is Entry} */
const isEntry = (write) => Number.isSafeInteger(write?.number) && typeof write.text === "string";

/** The note of a text, or null if it is none. @param {string} text @returns {Note | null} */
function noteIn(text) {
  /** @type {any} */
  let note = null;
  try {
    note = JSON.parse(text);
  } catch {
    return null;
  }
  const isNote =
    Number.isSafeInteger(note?.base) &&
    Number.isSafeInteger(note.last) &&
    typeof note.isWhole === "boolean" &&
    (note.writes === null || (Array.isArray(note.writes) && note.writes.every(isEntry)));
  return isNote ? note : null;
}

export class Restoration {
  /** What is unusable, by the names of its new entries. @type {Map<string, unknown>} */
  setAside = new Map();
  /** The number of the last restored write. */
  #number = 0;
  #now = new Date().toISOString();
  #python;
  #warn;
  #place;

  /**
   * @param {{ restore_changes(text: string, aside: string): string }} python
   * @param {(text: string) => void} warn
   * @param {string} place where people find what is set aside
   */
  constructor(python, warn, place) {
    this.#python = python;
    this.#warn = warn;
    this.#place = place;
  }

  /**
   * Restores the newest usable state: `number` is its last write's, `isEntry` whether it is just what the
   * entry holds; `last` is the highest number that was ever given.
   * @param {any} saved the database's entry, if it has one
   * @param {string | null} noteText
   */
  restore(saved, noteText) {
    const entry = isEntry(saved) ? saved : { number: 0, text: "" };
    const note = noteText === null ? null : noteIn(noteText);
    const isNewer = note !== null && (saved === undefined || note.last > entry.number);
    const isWhole = isNewer && note.isWhole && note.writes !== null;
    let added = isWhole && this.#addAll(note.writes ?? []);
    const isFromEntry = !added && saved !== undefined && this.#use(entry, saved);
    if (noteText !== null && note === null) this.#refuse(noteText, "it is damaged");
    if (isNewer && note.writes === null) this.#tellLost();
    else if (isNewer && !note.isWhole) added = this.#addTo(entry.number, isFromEntry, note, noteText ?? "");
    const last = Math.max(this.#number, entry.number, note?.last ?? 0);
    return { number: this.#number, isEntry: isFromEntry && !added, last };
  }

  /** Adds the writes that the entry lacks. @param {number} inEntry @param {boolean} isThere @param {Note} note @param {string} text */
  #addTo(inEntry, isThere, note, text) {
    if (isThere && inEntry >= note.base)
      return this.#addAll((note.writes ?? []).filter(({ number }) => number > inEntry));
    this.#refuse(text, "the records that it builds on are gone");
    return false;
  }

  /** Applies the writes up to the first unusable one; whether there was one. @param {Entry[]} writes */
  #addAll(writes) {
    const unusable = writes.findIndex((write) => !this.#use(write));
    for (const write of unusable < 0 ? [] : writes.slice(unusable + 1)) this.#put(write);
    return unusable !== 0 && writes.length > 0;
  }

  /** @param {Entry} entry @param {unknown} [found] what it was read from */
  #use(entry, found = entry) {
    const isUsed = this.#isRestored(entry.text);
    if (isUsed) this.#number = entry.number;
    else this.#put(found);
    return isUsed;
  }

  /** @param {string} text */
  #isRestored(text) {
    const refused = tooLong(text);
    if (!refused) return readAnswer(this.#python.restore_changes(text, this.#nextPlace())).value === "true";
    this.#warn(
      `records kept in this browser cannot be used: ${refused}. They are set aside as ${this.#nextPlace()}; ` +
        "the workspace goes on without them.",
    );
    return false;
  }

  /** @param {string} text @param {string} why */
  #refuse(text, why) {
    this.#warn(
      `what was written last, before the page was left, cannot be used: ${why}. It is set aside as ${this.#nextPlace()}`,
    );
    this.#put({ number: this.#number, text });
  }

  #tellLost() {
    this.#warn(
      "the last records written before the page was left could not be saved: they were more than the browser lets a page " +
        "write while it is being left",
    );
  }

  #nextName() {
    return `${ASIDE}${this.#now}${this.setAside.size ? ` (${this.setAside.size + 1})` : ""}`;
  }

  #nextPlace() {
    return `“${this.#nextName()}” in ${this.#place}`;
  }

  /** @param {unknown} found */
  #put(found) {
    this.setAside.set(this.#nextName(), found);
  }
}
