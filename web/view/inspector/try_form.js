/**
 * What a form of "Try" says: the arguments of its fields, and the JavaScript of its call.
 *
 * @import { TrialField } from "../../generated/types"
 *
 * @typedef {{ args: unknown[], wrong: Map<string, string> }} Read arguments, and what is wrong by the field's name
 */

/** Stands for a handler in a form: it tells what it was given. */
export const HANDLER = (/** @type {unknown} */ given) => {
  console.log("handled", given);
  return Promise.resolve();
};
const HANDLER_TEXT = '(given) => Promise.resolve(console.log("handled", given))';

/** @param {TrialField} field */
export const nameOf = ({ path }) => path.join(".");

/** @param {TrialField} field @param {string} text */
function fieldValue({ kind }, text) {
  if (kind === "function") return HANDLER;
  if (kind === "boolean") return text === "true";
  if (kind === "number") return Number(text);
  return kind === "json" ? JSON.parse(text) : text;
}

/**
 * The arguments that the fields' texts stand for; fields without a text are left out.
 *
 * @param {TrialField[]} fields
 * @param {Map<string, string>} texts by the fields' names
 * @returns {Read}
 */
export function readForm(fields, texts) {
  /** @type {Map<string, unknown>} */
  const byParameter = new Map(fields.map(({ path }) => [path[0], undefined]));
  /** @type {Map<string, string>} */
  const wrong = new Map();
  for (const field of fields) {
    const name = nameOf(field);
    const text = texts.get(name) ?? "";
    if (!text && field.kind !== "function") continue;
    try {
      place(byParameter, field, fieldValue(field, text));
    } catch (thrown) {
      wrong.set(name, `This is no JSON: ${/** @type {Error} */ (thrown).message}`);
    }
  }
  const args = [...byParameter.values()];
  while (args.length && args.at(-1) === undefined) args.pop();
  return { args, wrong };
}

/** @param {Map<string, unknown>} byParameter @param {TrialField} field @param {unknown} value */
function place(byParameter, { path: [parameter, member] }, value) {
  if (member === undefined) byParameter.set(parameter, value);
  else byParameter.set(parameter, { .../** @type {object} */ (byParameter.get(parameter)), [member]: value });
}

/** The JavaScript of a call. @param {string} name @param {unknown[]} args */
export function codeOf(name, args) {
  const written = args.map((arg) => (arg === HANDLER ? HANDLER_TEXT : (JSON.stringify(arg, null, 2) ?? "undefined")));
  return `await ${name}(${written.join(", ")});`;
}
