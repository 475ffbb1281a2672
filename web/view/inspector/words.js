/**
 * How entries are put into words.
 *
 * @import { EntryKind, LogEntry } from "../../generated/types"
 * @import { IconName } from "../icons.js"
 */

/** @type {Record<EntryKind, { word: string, icon: IconName }>} */
export const kinds = {
  call: { word: "Call", icon: "invoke" },
  refusal: { word: "Refused", icon: "error" },
  event: { word: "Event", icon: "event" },
  record: { word: "Record", icon: "record" },
  warning: { word: "Warning", icon: "warning" },
  hint: { word: "Hint", icon: "explanation" },
  "time-out": { word: "Time-out", icon: "waiting" },
  failure: { word: "Failure", icon: "error" },
  fault: { word: "Fault", icon: "error" },
};

/** @param {number} value @param {number} digits */
const padded = (value, digits) => String(value).padStart(digits, "0");

/** @param {number} time */
export function clockText(time) {
  const at = new Date(time);
  const parts = [at.getHours(), at.getMinutes(), at.getSeconds()].map((part) => padded(part, 2));
  return `${parts.join(":")}.${padded(at.getMilliseconds(), 3)}`;
}

/** @param {{ duration: number, pending: boolean }} entry */
export function durationText({ duration: milliseconds, pending }) {
  if (pending) return "pending";
  if (milliseconds >= 1000) return `${(milliseconds / 1000).toFixed(1)} s`;
  return `${milliseconds >= 10 ? Math.round(milliseconds) : milliseconds.toFixed(1)} ms`;
}

/** A method's own name, and the namespace or object it belongs to. @param {string} what */
export function nameParts(what) {
  const at = what.lastIndexOf(".");
  // A table's or an event's name has none.
  if (at < 0 || !/^(Microsoft|Xrm|Agent|Session|Tab|Context|GlobalContext)\b/.test(what))
    return { name: what, owner: "" };
  return { name: what.slice(at + 1), owner: what.slice(0, at).replace(/^Microsoft\./, "") };
}

/** @param {number} count @param {string} one @param {string} [many] */
export const counted = (count, one, many = `${one}s`) => `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
