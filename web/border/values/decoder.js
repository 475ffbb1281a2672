/**
 * The decoder: turns what a caller passed into JSON text that is safe for Python.
 *
 * A stack overflow in C code ends the Python interpreter with all its state, and no `except` sees it; cyclic or
 * very deep values would cause one. So everything passes here before it reaches Python. What JSON lacks is written
 * as an object with one key that begins with U+0001 (see `api/values.py`).
 */
import { DATE_KEY, LIMITS, MAP_KEY, MARK, REFUSED_KEY, UNDEFINED_KEY } from "../../generated/border.js";
import { plainJson } from "./plain_json.js";
import { shown } from "./shown.js";
import { textOfThrown } from "./thrown.js";

const UNDEFINED = JSON.stringify({ [UNDEFINED_KEY]: 0 });

// As they were when the page began: scripts replace them.
const { entries: entriesOfMap } = Map.prototype;
const { values: valuesOfSet } = Set.prototype;

/** Promises whose text is known already. @type {WeakMap<object, string>} */
const textOfPromise = new WeakMap();

/**
 * Notes that a promise may be passed as its text.
 * @param {Promise<unknown>} promise
 * @param {string} text
 */
export function rememberText(promise, text) {
  textOfPromise.set(promise, text);
}

/** The reason why a value is refused. */
class Refused extends Error {
  #isOurs = true;

  /** Whether it is one; asks nothing of what was thrown, which may be a proxy. @param {unknown} thrown @returns {thrown is Refused} */
  static is(thrown) {
    return Object(thrown) === thrown && #isOurs in /** @type {object} */ (thrown);
  }
}

/** @param {object} value */
function tagOf(value) {
  return Object.prototype.toString.call(value).slice(8, -1);
}

/** @param {object} value */
function isWindowOrNode(value) {
  const candidate = /** @type {Record<string, unknown>} */ (value);
  if (candidate.window === value) return "a window";
  if (typeof candidate.nodeType === "number" && typeof candidate.nodeName === "string") return "a DOM node";
  return "";
}

class Decoder {
  /** The path of the value that is being read. @type {(string | number)[]} */
  path = [];
  /** Objects that are being read, from the outermost in. @type {object[]} */
  open = [];
  nodes = 0;
  characters = 0;

  /** @param {string} text */
  count(text) {
    this.characters += text.length;
    if (this.characters > LIMITS.characters) {
      throw new Refused(`brings the call beyond ${LIMITS.characters.toLocaleString("en")} characters, the limit`);
    }
  }

  /** @param {string} text */
  text(text) {
    this.count(text);
    if (!text.isWellFormed()) {
      throw new Refused("holds half a surrogate pair, which is no character; right is well-formed text");
    }
    return JSON.stringify(text);
  }

  /** @param {unknown} value @returns {string} */
  value(value) {
    if (++this.nodes > LIMITS.nodes) {
      throw new Refused(`brings the call beyond ${LIMITS.nodes.toLocaleString("en")} values, the limit`);
    }
    switch (typeof value) {
      case "string":
        return this.text(value);
      case "number":
        if (Number.isFinite(value)) return JSON.stringify(value);
        throw new Refused(`is ${value}; right is a finite number`);
      case "boolean":
        return value ? "true" : "false";
      case "undefined":
        return UNDEFINED;
      case "bigint":
        throw new Refused("is a BigInt; right is a number or its text");
      case "symbol":
        throw new Refused("is a symbol; right is plain data");
      case "function":
        throw new Refused("is a function; right is plain data");
      default:
        return value === null ? "null" : this.object(/** @type {object} */ (value));
    }
  }

  /** @param {object} value @returns {string} */
  object(value) {
    const known = textOfPromise.get(value);
    if (known !== undefined) return this.text(known);
    if (this.open.includes(value)) {
      throw new Refused("refers back to an object that holds it; right is data without cycles");
    }
    if (this.open.length >= LIMITS.depth) {
      throw new Refused(`is nested more than ${LIMITS.depth} levels deep, the limit`);
    }
    this.open.push(value);
    const text = this.structure(value);
    this.open.pop();
    return text;
  }

  /** @param {object} value @returns {string} */
  structure(value) {
    if (Array.isArray(value)) return this.list(value);
    const prototype = Object.getPrototypeOf(value);
    const tag = prototype === Object.prototype || prototype === null ? "Object" : tagOf(value);
    const candidate = /** @type {any} */ (value);
    const what = tag === "Object" && prototype === Object.prototype ? "" : isWindowOrNode(value);
    if (what) throw new Refused(`is ${what}; right is plain data`);
    switch (tag) {
      case "Map":
        return this.map(entriesOfMap.call(candidate));
      case "Set":
        return this.list([...valuesOfSet.call(candidate)]);
      case "Date":
        return this.date(candidate);
      case "String":
      case "Number":
      case "Boolean":
        return this.value(candidate.valueOf());
      case "Error":
      case "DOMException":
        return this.properties({ name: candidate.name, message: candidate.message });
      case "Promise":
        throw new Refused("is a Promise; await it and pass its value");
      case "RegExp":
      case "WeakMap":
      case "WeakSet":
      case "ArrayBuffer":
      case "Blob":
      case "File":
        throw new Refused(`is a ${tag}; right is plain data`);
    }
    if (ArrayBuffer.isView(value)) throw new Refused("holds bytes; right is plain data");
    if (typeof candidate.toJSON === "function") return this.written(candidate);
    if (typeof candidate.forEach === "function" && typeof candidate.get === "function") {
      return this.mapLike(candidate);
    }
    return this.properties(candidate);
  }

  /** @param {Date} date */
  date(date) {
    const time = Date.prototype.getTime.call(date);
    if (Number.isNaN(time)) throw new Refused("is an invalid Date");
    return `{${JSON.stringify(DATE_KEY)}:${this.text(new Date(time).toISOString())}}`;
  }

  /** An object that says itself how it is written, as JSON.stringify asks it. @param {{toJSON(key: string): unknown}} value */
  written(value) {
    const json = value.toJSON(String(this.path.at(-1) ?? ""));
    if (json === value) return this.properties(/** @type {any} */ (json));
    return this.value(json);
  }

  /** A Map of any realm or make: recognised by behaviour. @param {any} value */
  mapLike(value) {
    /** @type {[unknown, unknown][]} */
    const entries = [];
    value.forEach((/** @type {unknown} */ item, /** @type {unknown} */ key) => {
      if (entries.length > LIMITS.nodes) throw new Refused(`has more than ${LIMITS.nodes} entries, the limit`);
      entries.push([key, item]);
    });
    return this.map(entries);
  }

  /** @param {Iterable<[unknown, unknown]>} entries */
  map(entries) {
    const parts = [];
    for (const [key, item] of entries) {
      const name = typeof key === "number" || typeof key === "boolean" ? String(key) : key;
      if (typeof name !== "string") throw new Refused(`has a key that is no text (${typeof key})`);
      this.path.push(name);
      parts.push(`[${this.text(name)},${this.value(item)}]`);
      this.path.pop();
    }
    return `{${JSON.stringify(MAP_KEY)}:[${parts.join(",")}]}`;
  }

  /** @param {unknown[]} items */
  list(items) {
    if (items.length > LIMITS.nodes) throw new Refused(`has ${items.length} items; the limit is ${LIMITS.nodes}`);
    const parts = [];
    for (let index = 0; index < items.length; index++) {
      this.path.push(index);
      parts.push(this.value(items[index]));
      this.path.pop();
    }
    return `[${parts.join(",")}]`;
  }

  /** @param {Record<string, unknown>} value */
  properties(value) {
    const parts = [];
    for (const key of Object.keys(value)) {
      this.path.push(key);
      const name = this.text(key.startsWith(MARK) ? MARK + key : key);
      parts.push(`${name}:${this.value(value[key])}`);
      this.path.pop();
    }
    return `{${parts.join(",")}}`;
  }
}

/** So many characters of a key stand in a message. */
const LONGEST_PART = 60;

/** @param {(string | number)[]} path */
function pathText(path) {
  return path
    .map((part) => {
      if (typeof part === "number") return `[${part}]`;
      return part.length <= LONGEST_PART && /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(part)
        ? `.${part}`
        : `[${JSON.stringify(part.slice(0, LONGEST_PART).toWellFormed())}]`;
    })
    .join("");
}

/**
 * The text in place of refused arguments; `given` shows them in the call log.
 * @param {string} path
 * @param {string} reason
 * @param {unknown} [given]
 */
export function refusedArguments(path, reason, given) {
  return plainJson({ [REFUSED_KEY]: { path, reason, given } });
}

/**
 * The JSON text of a call's arguments, or of a refusal.
 * @param {ArrayLike<unknown>} args
 * @returns {string}
 */
export function argumentsText(args) {
  if (args.length === 0) return "[]";
  const decoder = new Decoder();
  try {
    return decoder.list(Array.from(args));
  } catch (thrown) {
    const reason = Refused.is(thrown) ? thrown.message : `threw when it was read: ${textOfThrown(thrown)}`;
    return refusedArguments(pathText(decoder.path), reason, shown(Array.from(args)));
  }
}
