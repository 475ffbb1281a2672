/**
 * What the filter's text asks for: words, and `kind:`, `caller:`, `session:`, `method:` with a value; a minus before one
 * leaves out what has it: `kind:refusal -getFocusedSession "two words"`.
 *
 * @import { LogEntry } from "../../generated/types"
 *
 * @typedef {"kind" | "caller" | "session" | "method" | "text"} Key
 * @typedef {{ key: Key, value: string, isExcluded: boolean }} Term
 */

const TERM = /(-?)(?:(kind|caller|session|method):)?(?:"([^"]*)"|([^\s"]+))/gi;

/** @param {string} text @returns {Term[]} */
function terms(text) {
  return [...text.matchAll(TERM)]
    .map(([, minus, key, quoted, plain]) => ({
      key: /** @type {Key} */ (key?.toLowerCase() ?? "text"),
      value: (quoted ?? plain).toLowerCase(),
      isExcluded: minus === "-",
    }))
    .filter(({ value }) => value);
}

/** The value of a key, as a select shows it. @param {string} text @param {Key} key */
export const chosenValue = (text, key) => terms(text).find((term) => term.key === key && !term.isExcluded)?.value ?? "";

/** The text with another value of a key, without it for an empty one. @param {string} text @param {Key} key @param {string} value */
export function withValue(text, key, value) {
  const others = [...text.matchAll(TERM)].filter(([, minus, found]) => minus || found?.toLowerCase() !== key);
  const term = value && `${key}:${/\s/.test(value) ? `"${value}"` : value}`;
  return [...others.map(([whole]) => whole), term].filter(Boolean).join(" ");
}

/** @param {LogEntry} entry */
const texts = (entry) => [
  entry.what,
  entry.summary,
  entry.caller,
  entry.kind,
  entry.correlationId,
  entry.input,
  entry.result,
  entry.error,
  entry.rule ?? "",
  entry.fault ?? "",
  ...entry.changes,
];

/** @type {Record<Key, (entry: LogEntry, value: string) => boolean>} */
const tests = {
  kind: ({ kind }, value) => kind === value || (value === "problem" && isProblem(kind)),
  caller: ({ caller }, value) => caller.toLowerCase().includes(value),
  method: ({ what }, value) => what.toLowerCase().includes(value),
  session: (entry, value) =>
    texts(entry).some((text) => {
      const at = text.indexOf(value);
      return at >= 0 && !/\d/.test(text[at + value.length] ?? "");
    }),
  text: (entry, value) => texts(entry).some((text) => text.toLowerCase().includes(value)),
};

/** @param {LogEntry["kind"]} kind */
export const isTrouble = (kind) => ["refusal", "failure", "time-out", "fault"].includes(kind);

/** @param {LogEntry["kind"]} kind */
export const isProblem = (kind) => kind === "warning" || isTrouble(kind);

/** @param {string} text */
export function createFilter(text) {
  const all = terms(text);
  const excluded = all.filter(({ isExcluded }) => isExcluded);
  const asked = all.filter(({ isExcluded }) => !isExcluded);
  // Of several values of a key one is enough; of words each must be there.
  const byKey = Map.groupBy(asked, ({ key, value }) => (key === "text" ? `text ${value}` : key));
  return {
    isEmpty: all.length === 0,
    /** @param {LogEntry} entry */
    excludes: (entry) => excluded.some(({ key, value }) => tests[key](entry, value)),
    /** @param {LogEntry} entry */
    wants: (entry) => [...byKey.values()].every((some) => some.some(({ key, value }) => tests[key](entry, value))),
  };
}
