/**
 * What the timeline draws, made from the log's entries.
 *
 * @import { LogEntry } from "../../generated/types"
 *
 * @typedef {object} Bar
 * @property {LogEntry} entry what selecting it selects
 * @property {number} from in milliseconds since the epoch
 * @property {number} to
 * @property {string} text
 * @property {"call" | "event" | "trouble" | "warning" | "span" | "focus" | "presence" | "session"} look
 *
 * @typedef {{ name: string, label: string, bars: Bar[] }} Lane
 */
import { isTrouble } from "./filter.js";
import { nameParts } from "./words.js";

const OPENED = /^Session (.*) \((session-id-\d+)\) opened/;
const CLOSED = /^Session .*?(session-id-\d+)\)? closed/;
const FOCUSED = /^Focus moved from .* to (.*) \((session-id-\d+)\)$/;
const PRESENCE = /^Presence is (.*)$/;

/** Calls that wait for a person: shown as spans. */
const isSpan = (/** @type {LogEntry} */ { what }) => what.endsWith(".notifyEvent");

/** @param {LogEntry} entry @returns {Bar["look"]} */
function lookOf(entry) {
  if (isTrouble(entry.kind)) return "trouble";
  if (entry.kind === "warning") return "warning";
  if (isSpan(entry)) return "span";
  return entry.kind === "event" ? "event" : "call";
}

/** States that follow each other, each until the next one. @param {LogEntry[]} entries @param {RegExp} line @param {number} end @param {Bar["look"]} look @returns {Bar[]} */
function states(entries, line, end, look) {
  /** @type {Bar[]} */
  const bars = [];
  for (const entry of entries) {
    for (const change of entry.changes) {
      const found = change.match(line);
      if (!found) continue;
      const last = bars.at(-1);
      if (last) last.to = entry.time;
      bars.push({ entry, from: entry.time, to: end, text: found[1], look });
    }
  }
  return bars;
}

/** From the opening to the closing of each session. @param {LogEntry[]} entries @param {number} end @returns {Lane[]} */
function sessionLanes(entries, end) {
  /** @type {Map<string, Bar>} */
  const open = new Map();
  for (const entry of entries) {
    for (const change of entry.changes) {
      const opened = change.match(OPENED);
      if (opened) open.set(opened[2], { entry, from: entry.time, to: end, text: opened[1], look: "session" });
      const closed = change.match(CLOSED);
      const bar = closed && open.get(closed[1]);
      if (bar) bar.to = entry.time;
    }
  }
  return [...open].map(([id, bar]) => ({ name: id, label: bar.text, bars: [bar] }));
}

/**
 * @param {LogEntry[]} entries oldest first
 * @param {number} end until when open states last
 * @returns {Lane[]} focus and presence, the agent, the callers, the sessions
 */
export function lanesOf(entries, end) {
  /** @type {Map<string, Bar[]>} */
  const callers = new Map();
  for (const entry of entries) {
    if (["record", "warning", "hint"].includes(entry.kind) || entry.what.startsWith("ON_")) continue;
    const bars = callers.get(entry.caller) ?? [];
    callers.set(entry.caller, bars);
    const to = entry.pending ? end : entry.time + entry.duration;
    bars.push({ entry, from: entry.time, to, text: nameParts(entry.what).name, look: lookOf(entry) });
  }
  const { agent = [], ...others } = Object.fromEntries(callers);
  return [
    { name: "focus", label: "Focus", bars: states(entries, FOCUSED, end, "focus") },
    { name: "presence", label: "Presence", bars: states(entries, PRESENCE, end, "presence") },
    { name: "agent", label: "Agent", bars: agent },
    ...Object.entries(others).map(([name, bars]) => ({ name, label: name, bars })),
    ...sessionLanes(entries, end),
  ].filter(({ name, bars }) => bars.length > 0 || name === "agent");
}
