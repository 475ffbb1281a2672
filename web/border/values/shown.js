/**
 * Values that were refused, as the call log shows them: plain data in which what JSON lacks is an object with `$type`
 * (`api/values.py`, `documented`). It never fails, and it stays small.
 */
import { TYPE_KEY } from "../../generated/border.js";

const { entries: entriesOfMap } = Map.prototype;

const DEPTH = 6;
const ITEMS = 50;
const VALUES = 500;
const LENGTH = 500;

/** @param {string} type @param {unknown} [value] */
const typed = (type, value) => ({ [TYPE_KEY]: type, ...(value === undefined ? {} : { value }) });

/** @param {unknown} value */
const cut = (value) => String(value).slice(0, LENGTH).toWellFormed();

/** @param {unknown} value @returns {unknown} */
export function shown(value) {
  let left = VALUES;

  /** @param {unknown} each @param {number} depth @returns {unknown} */
  function show(each, depth) {
    if (--left < 0) return typed("more");
    switch (typeof each) {
      case "string":
        return cut(each);
      case "number":
        return Number.isFinite(each) ? each : typed("number", String(each));
      case "boolean":
        return each;
      case "undefined":
        return typed("undefined");
      case "bigint":
      case "symbol":
        return typed(typeof each, cut(each));
      case "function":
        return typed("function", cut(each.name));
      default:
        return each === null ? null : structure(/** @type {object} */ (each), depth);
    }
  }

  /** @param {object} each @param {number} depth */
  function structure(each, depth) {
    const tag = Object.prototype.toString.call(each).slice(8, -1);
    if (depth >= DEPTH) return typed(tag);
    if (Array.isArray(each)) return each.slice(0, ITEMS).map((item) => show(item, depth + 1));
    if (tag === "Date") return typed("Date", String(Date.prototype.valueOf.call(each)));
    if (tag === "Map") {
      // Not by its own iterator, which may have no end.
      const entries = [...entriesOfMap.call(/** @type {Map<unknown, unknown>} */ (each))].slice(0, ITEMS);
      return { [TYPE_KEY]: "Map", entries: entries.map((pair) => pair.map((item) => show(item, depth + 1))) };
    }
    // Nodes, windows, buffers: their properties would say nothing.
    if (tag !== "Object") return typed(tag);
    return Object.fromEntries(
      Object.keys(each)
        .slice(0, ITEMS)
        .map((key) => [
          key === TYPE_KEY ? `$${key}` : cut(key),
          show(/** @type {Record<string, unknown>} */ (each)[key], depth + 1),
        ]),
    );
  }

  try {
    return show(value, 0);
  } catch {
    // A getter threw.
    return undefined;
  }
}
