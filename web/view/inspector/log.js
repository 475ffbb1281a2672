/**
 * The call log as the inspector holds it: read in parts, so that a long one is shown at once, and bounded like the log.
 *
 * @import { LogEntry, Trials } from "../../generated/types"
 *
 * @typedef {object} LogSource
 * @property {(after: number, numbers: number[]) => LogEntry[]} read the entries after a number, and those with `numbers`;
 *   a negative number counts from the end
 * @property {() => void} clear
 * @property {() => Trials} trials what can be tried by hand
 * @property {(caller: string, name: string, args: unknown[]) => Promise<unknown>} run carries out a call by its name
 */

/** So many are read before anything is shown; the rest follows in parts of this size. */
const PART = 250;
const MOST = 5_000;
/** Beyond all numbers. */
const NOTHING_NEW = 2 ** 30;
/** Reading may take this part of the time, and no more. */
const SHARE_OF_TIME = 0.1;

/** @param {LogSource} source */
export function createLog(source) {
  /** Oldest first. @type {LogEntry[]} */
  let entries = [];
  let version = 0;
  let failure = "";
  let readAt = -Infinity;
  let readTook = 0;
  let isComplete = false;
  /** What a file held, in place of the log. @type {string} */
  let fileName = "";

  const newest = () => entries.at(-1)?.number ?? 0;

  /** @param {LogEntry[]} read */
  function take(read) {
    if (read.length === 0) return;
    const last = newest();
    const changed = new Map(read.filter(({ number }) => number <= last).map((entry) => [entry.number, entry]));
    if (changed.size) entries = entries.map((entry) => changed.get(entry.number) ?? entry);
    entries = [...entries, ...read.filter(({ number }) => number > last)].slice(-MOST);
    version++;
  }

  /** @param {() => void} work */
  function timed(work) {
    const began = performance.now();
    try {
      work();
      failure = "";
    } catch (thrown) {
      failure = `The call log could not be read: ${thrown instanceof Error ? thrown.message : thrown}`;
      version++;
    }
    readAt = performance.now();
    readTook = readAt - began;
  }

  return {
    /** Oldest first. */
    entries: () => entries,
    /** Another one after each change. */
    version: () => version,
    failure: () => failure,
    fileName: () => fileName,

    /** Reads what is new, unless reading took long and was a moment ago. */
    refresh() {
      if (fileName || readTook > (performance.now() - readAt) * SHARE_OF_TIME) return;
      timed(() => {
        if (entries.length === 0) return take(source.read(-PART, []));
        const pending = entries.filter((entry) => entry.pending).map(({ number }) => number);
        take(source.read(newest(), pending.slice(-PART)));
      });
    },

    /** Reads a part of what is older; says whether there may be more. */
    readOlder() {
      const first = entries[0]?.number ?? 1;
      if (fileName || isComplete || first <= 1 || entries.length >= MOST) return false;
      timed(() => {
        const from = Math.max(1, first - PART);
        const numbers = Array.from({ length: first - from }, (_, at) => from + at);
        const read = source.read(NOTHING_NEW, numbers);
        isComplete = read.length < numbers.length;
        if (read.length) version++;
        entries = [...read, ...entries];
      });
      return !isComplete && !failure;
    },

    clear() {
      if (!fileName) source.clear();
      fileName = "";
      entries = [];
      isComplete = false;
      version++;
    },

    /** Shows the entries of a file in place of the log's. @param {string} name @param {LogEntry[]} read */
    showFile(name, read) {
      fileName = name;
      entries = read;
      version++;
    },
  };
}
