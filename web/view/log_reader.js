import { kindWord } from "./log_entry.js";

/** @import { LogEntry } from "../generated/types" */

/** So many entries are drawn, the newest; the log holds thousands. */
export const DRAWN = 200;
/** Reading the log may take this part of the time, and no more. */
const SHARE_OF_TIME = 0.1;

/** @param {LogEntry} entry */
function textsOf({ what, caller, kind, correlationId, input, result, error }) {
  return [what, caller, kind, kindWord(kind), correlationId, input, result, error];
}

/**
 * Whether nothing is to be drawn anew. All but whether a call has been answered stands from the beginning.
 *
 * @param {LogEntry[]} before
 * @param {LogEntry[]} now
 */
function isSame(before, now) {
  if (before.length !== now.length || before[0]?.number !== now[0]?.number) return false;
  return before.every((entry, at) => !entry.pending || now[at].pending);
}

/**
 * The call log as it was last read, and the search in it.
 *
 * @param {() => LogEntry[]} readCalls gives the log, oldest entry first
 */
export function createLogReader(readCalls) {
  /** @type {LogEntry[]} */
  let entries = [];
  let failure = "";
  let readAt = -Infinity;
  let readTook = 0;
  /** What is looked for, in lower case, and of which kind; empty for any. */
  let text = "";
  let kind = "";

  /** @param {LogEntry} entry */
  function isWanted(entry) {
    if (kind && entry.kind !== kind) return false;
    return !text || textsOf(entry).some((each) => each.toLowerCase().includes(text));
  }

  return {
    /** Reads the log, unless that took long and was a moment ago; says whether there is something new. */
    read() {
      const began = performance.now();
      if (readTook > (began - readAt) * SHARE_OF_TIME) return false;
      const [before, failed] = [entries, failure];
      try {
        entries = readCalls();
        failure = "";
      } catch (thrown) {
        failure = `The call log could not be read: ${thrown instanceof Error ? thrown.message : thrown}`;
      }
      readAt = performance.now();
      readTook = readAt - began;
      return failed !== failure || !isSame(before, entries);
    },

    /** @param {{ text?: string, kind?: string }} sought what is given changes */
    seek(sought) {
      text = sought.text?.trim().toLowerCase() ?? text;
      kind = sought.kind ?? kind;
    },

    /** All that are looked for, oldest first. */
    wanted: () => entries.filter(isWanted),

    /** The newest of those, and in words how many of how many they are. */
    newest() {
      /** @type {LogEntry[]} */
      const rows = [];
      let hasMore = false;
      // From the newest on, because a log of thousands is not searched to its end for a few.
      for (let at = entries.length - 1; at >= 0 && !hasMore; at--) {
        if (!isWanted(entries[at])) continue;
        if (rows.length === DRAWN) hasMore = true;
        else rows.push(entries[at]);
      }
      const count = rows.length === 1 ? "1 entry" : `${rows.length} entries`;
      const part = text || kind ? "that match" : `of ${entries.length}`;
      return { rows: rows.reverse(), words: failure || (hasMore ? `The newest ${DRAWN} ${part}` : count) };
    },

    isEmpty: () => entries.length === 0,
  };
}
