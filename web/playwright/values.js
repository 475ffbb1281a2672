/** Values on their way between a test and the page: as JSON text, with marks for what plain JSON cannot say. */

// As in calls.js, which the page runs.
const MARK = "$javascript";

/** The page refused a call: it threw, or its promise was rejected. */
class CallRefused extends Error {
  constructor(/** @type {{ message: string, name: string, errorCode: number | null, stack: string }} */ refused) {
    super(refused.message);
    this.name = refused.name;
    this.errorCode = refused.errorCode;
  }
}

/** Arguments as text. @param {readonly unknown[]} given */
function toText(given) {
  return JSON.stringify(given, (_key, value) => {
    if (value instanceof Map) return { [MARK]: "map", entries: [...value] };
    if (value && typeof value === "object" && Object.hasOwn(value, MARK) && value[MARK] !== "map")
      return { [MARK]: "object", entries: Object.entries(value) };
    return value;
  });
}

/** What the page's `call` gave; a refusal is thrown. @param {string} text @returns {any} */
function fromText(text) {
  const answer = JSON.parse(text, (_key, value) => (value?.[MARK] === "map" ? new Map(value.entries) : value));
  if (answer.refused) throw new CallRefused(answer.refused);
  return answer.result;
}

/** A worker cannot start; the text says why, and where it comes from helps nobody. */
class Refused extends Error {
  constructor(/** @type {string} */ message) {
    super(message);
    this.stack = message;
  }
}

module.exports = { CallRefused, Refused, toText, fromText };
