/**
 * The lines of the list: entries under the one that caused them, repeats folded into one.
 *
 * @import { LogEntry } from "../../generated/types"
 *
 * @typedef {object} Row
 * @property {LogEntry} entry
 * @property {number} level from 1 on
 * @property {number} below how many entries came of it, all together
 * @property {boolean} isOpen whether those, or its repeats, are shown
 * @property {number} repeats how many calls it stands for, 1 for an ordinary one
 * @property {string} key names what `toggled` opens or closes
 */
import { isProblem } from "./filter.js";

/** From this many on, calls that follow each other are shown as one line. */
const FOLDED_FROM = 3;

/**
 * @param {LogEntry[]} entries oldest first
 * @param {ReturnType<import("./filter.js").createFilter>} filter
 * @param {Map<string, boolean>} toggled what the reader has opened or closed, by key
 * @returns {Row[]}
 */
export function rowsOf(entries, filter, toggled) {
  const byNumber = new Map(entries.map((entry) => [entry.number, entry]));
  /** @type {Map<number, LogEntry[]>} */
  const caused = new Map();
  /** @type {LogEntry[]} */
  const roots = [];
  for (const entry of entries) {
    if (entry.cause === null || !byNumber.has(entry.cause)) roots.push(entry);
    else if (caused.has(entry.cause)) caused.get(entry.cause)?.push(entry);
    else caused.set(entry.cause, [entry]);
  }
  /** @type {Row[]} */
  const rows = [];

  /** All that came of an entry. @param {LogEntry} entry @returns {LogEntry[]} */
  const below = (entry) => (caused.get(entry.number) ?? []).flatMap((each) => [each, ...below(each)]);

  /** @param {LogEntry} entry @param {number} level @param {boolean} isAsked whether an entry above it is what is sought */
  function add(entry, level, isAsked) {
    const wanted = isAsked || filter.wants(entry);
    const under = caused.has(entry.number) ? below(entry).filter((each) => !filter.excludes(each)) : [];
    const found = wanted ? under : under.filter(filter.wants);
    if (filter.excludes(entry) || (!wanted && found.length === 0)) return;
    const key = `group ${entry.number}`;
    const isOpen = toggled.get(key) ?? (found.some(({ kind }) => isProblem(kind)) || (!wanted && found.length > 0));
    rows.push({ entry, level, below: found.length, isOpen, repeats: 1, key });
    if (isOpen) for (const each of caused.get(entry.number) ?? []) add(each, level + 1, wanted);
  }

  const shown = roots.filter((entry) => caused.has(entry.number) || (!filter.excludes(entry) && filter.wants(entry)));
  for (let at = 0; at < shown.length; ) {
    const first = shown[at];
    let end = at + 1;
    if (isFoldable(first, caused)) while (end < shown.length && isRepeat(first, shown[end], caused)) end++;
    const repeats = end - at;
    const key = `repeats ${first.number}`;
    const folds = repeats >= FOLDED_FROM;
    const isOpen = !folds || (toggled.get(key) ?? false);
    if (folds) rows.push({ entry: shown[end - 1], level: 1, below: 0, isOpen, repeats, key });
    if (isOpen) for (const entry of shown.slice(at, end)) add(entry, folds ? 2 : 1, false);
    at = end;
  }
  return rows;
}

/** @param {LogEntry} entry @param {Map<number, LogEntry[]>} caused */
const isFoldable = (entry, caused) => entry.kind === "call" && !entry.pending && !caused.has(entry.number);

/** @param {LogEntry} first @param {LogEntry} entry @param {Map<number, LogEntry[]>} caused */
const isRepeat = (first, entry, caused) =>
  isFoldable(entry, caused) && entry.what === first.what && entry.caller === first.caller;
