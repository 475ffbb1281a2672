/**
 * Takes out of a WebAssembly module what its kept exports do not reach: functions, globals, imports, and the other exports.
 *
 * What stays keeps its order and gets new numbers. The table of functions and the memory stay as they are: a memory snapshot
 * that was taken with the one module fits the other.
 */

import { BinaryReader } from "wasmparser";

/** Sections, as in the specification: what can go stands in these, what refers to it in these and in the others. */
const [IMPORTS, FUNCTIONS, GLOBALS, EXPORTS, CODE] = [2, 3, 6, 7, 10];
/** What imports, exports and references are of. */
const [FUNCTION, GLOBAL] = [0, 3];

/** The states of the parser that matter here: its own enumeration is for TypeScript alone. */
const [IMPORT_ENTRY, FUNCTION_ENTRY, EXPORT_ENTRY, START_ENTRY] = [12, 13, 17, 22];
const [BEGIN_GLOBAL, END_GLOBAL, BEGIN_BODY, END_BODY] = [39, 40, 28, 31];
const OPERATORS = new Set([26, 30, 45]);
const END = 2;

const CUT_OFF = "the module is cut off";

/**
 * A number of a function or a global, and where it stands.
 * @typedef {{ begin: number, end: number, kind: number, index: number }} Reference
 */

/**
 * One of a section's entries. `kind` and `index` say what it declares, if it is something that can go.
 * @typedef {{ begin: number, end: number, references: Reference[], kind?: number, index?: number, name?: string }} Entry
 */

/** @typedef {{ id: number, begin: number, end: number, references: Reference[], entries: Entry[] }} Section */

/** @param {Uint8Array} bytes @param {number} place @returns {[number, number]} the number, and the place behind it */
function numberAt(bytes, place) {
  for (let number = 0, shift = 0; place < bytes.length; shift += 7) {
    const byte = bytes[place++];
    number |= (byte & 0x7f) << shift;
    if (byte < 0x80) return [number >>> 0, place];
  }
  throw new Error(CUT_OFF);
}

/** @param {number} number in the shortest form */
function written(number) {
  const bytes = [];
  for (; number > 0x7f; number >>>= 7) bytes.push((number & 0x7f) | 0x80);
  return Uint8Array.of(...bytes, number);
}

/** @param {Uint8Array[]} parts */
function joined(parts) {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let place = 0;
  for (const part of parts) {
    whole.set(part, place);
    place += part.length;
  }
  return whole;
}

/** @param {Uint8Array} bytes */
function emptySections(bytes) {
  /** @type {Section[]} */
  const sections = [];
  for (let place = 8; place < bytes.length; place = /** @type {Section} */ (sections.at(-1)).end) {
    const [size, begin] = numberAt(bytes, place + 1);
    sections.push({ id: bytes[place], begin, end: begin + size, references: [], entries: [] });
  }
  return sections;
}

/**
 * The module's sections, with their entries and with all numbers of functions and globals in them.
 * @param {Uint8Array} bytes
 */
function sectionsOf(bytes) {
  const sections = emptySections(bytes);
  const reader = new BinaryReader();
  reader.setData(/** @type {ArrayBuffer} */ (bytes.slice().buffer), 0, bytes.length);
  const counts = { [FUNCTION]: 0, [GLOBAL]: 0 };
  let bodies = 0;
  let at = 0;
  let isWhole = false;
  /** @type {Entry | undefined} */
  let open;

  /** @param {number} [kind] @param {number} [index] @param {string} [name] */
  const begin = (kind, index, name) => {
    const { entries, begin: start } = sections[at];
    const place = entries.at(-1)?.end ?? numberAt(bytes, start)[1];
    open = { begin: place, end: reader.position, references: [], kind, index, name };
    entries.push(open);
  };
  const end = () => {
    if (open) open.end = reader.position;
    open = undefined;
  };
  /** @param {number} kind @param {number} index */
  const refer = (kind, index) => {
    const place = reader.position - written(index).length;
    const [found, behind] = numberAt(bytes, place);
    if (found !== index || behind !== reader.position) {
      throw new Error(`a number before byte ${reader.position} is not in its shortest form`);
    }
    (open ?? sections[at]).references.push({ begin: place, end: reader.position, kind, index });
  };

  while (reader.read()) {
    const { state, position } = reader;
    /** @type {any} */
    const result = reader.result;
    isWhole = state === END;
    while (position > sections[at].end) at++;
    if (OPERATORS.has(state)) {
      if (result.funcIndex !== undefined) refer(FUNCTION, result.funcIndex);
      else if (result.globalIndex !== undefined) refer(GLOBAL, result.globalIndex);
    } else if (state === IMPORT_ENTRY) {
      const { kind } = result;
      begin(kind, kind === FUNCTION || kind === GLOBAL ? counts[kind]++ : undefined);
      bodies = counts[FUNCTION];
      end();
    } else if (state === FUNCTION_ENTRY) {
      begin(FUNCTION, counts[FUNCTION]++);
      end();
    } else if (state === EXPORT_ENTRY) {
      begin(undefined, undefined, new TextDecoder().decode(result.field));
      if (result.kind === FUNCTION || result.kind === GLOBAL) refer(result.kind, result.index);
      end();
    } else if (state === START_ENTRY) refer(FUNCTION, result.index);
    else if (state === BEGIN_GLOBAL) begin(GLOBAL, counts[GLOBAL]++);
    else if (state === BEGIN_BODY) begin(FUNCTION, bodies++);
    else if (state === END_GLOBAL || state === END_BODY) end();
  }
  if (reader.error) throw reader.error;
  if (!isWhole) throw new Error(CUT_OFF);
  return sections;
}

/** @param {number} kind @param {number} index */
const keyOf = (kind, index) => `${kind} ${index}`;

/**
 * What is reached from what stays in any case, as keys.
 * @param {Section[]} sections @param {(name: string) => boolean} keepsExport
 */
function reached(sections, keepsExport) {
  /** @type {Map<string, Reference[]>} */
  const declared = new Map();
  /** @type {Reference[]} */
  const open = [];
  for (const { id, references, entries } of sections) {
    open.push(...references);
    for (const { kind, index, name, references: inside } of entries) {
      if (id === EXPORTS) {
        if (keepsExport(/** @type {string} */ (name))) open.push(...inside);
      } else if (kind !== undefined && index !== undefined && inside.length) declared.set(keyOf(kind, index), inside);
    }
  }
  /** @type {Set<string>} */
  const found = new Set();
  for (let next = open.pop(); next; next = open.pop()) {
    const key = keyOf(next.kind, next.index);
    if (found.has(key)) continue;
    found.add(key);
    for (const each of declared.get(key) ?? []) open.push(each);
  }
  return found;
}

/**
 * The module with the exports that `keepsExport` names, those of tables, memories and tags, and what they need.
 * @param {Uint8Array} bytes @param {(name: string) => boolean} keepsExport
 */
export function trimModule(bytes, keepsExport) {
  const sections = sectionsOf(bytes);
  const found = reached(sections, keepsExport);
  /** @param {Section} section @param {Entry} entry */
  const stays = ({ id }, { kind, index, name, references }) => {
    if (id === EXPORTS) return !references.length || keepsExport(/** @type {string} */ (name));
    return kind === undefined || index === undefined || found.has(keyOf(kind, index));
  };

  /** @type {Map<string, Uint8Array>} */
  const numbers = new Map();
  const counts = { [FUNCTION]: 0, [GLOBAL]: 0 };
  for (const section of sections) {
    if (![IMPORTS, FUNCTIONS, GLOBALS].includes(section.id)) continue;
    for (const entry of section.entries.filter((each) => stays(section, each))) {
      const { kind, index } = entry;
      if ((kind === FUNCTION || kind === GLOBAL) && index !== undefined)
        numbers.set(keyOf(kind, index), written(counts[kind]++));
    }
  }
  /** @param {number} begin @param {number} end @param {Reference[]} references */
  const rewritten = (begin, end, references) => {
    const parts = [];
    for (const { begin: place, end: behind, kind, index } of references) {
      parts.push(bytes.subarray(begin, place), /** @type {Uint8Array} */ (numbers.get(keyOf(kind, index))));
      begin = behind;
    }
    return joined([...parts, bytes.subarray(begin, end)]);
  };
  const made = sections.map((section) => {
    const { id, begin, end, references, entries } = section;
    const kept = entries.filter((each) => stays(section, each));
    const parts = kept.map((entry) => {
      if (id !== CODE) return rewritten(entry.begin, entry.end, entry.references);
      const body = rewritten(numberAt(bytes, entry.begin)[1], entry.end, entry.references);
      return joined([written(body.length), body]);
    });
    const content = entries.length ? joined([written(kept.length), ...parts]) : rewritten(begin, end, references);
    return joined([Uint8Array.of(id), written(content.length), content]);
  });
  return joined([bytes.subarray(0, 8), ...made]);
}
