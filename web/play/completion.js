/**
 * What the editors offer: names out of the declarations of the interfaces, keys out of the schema of `workspace.toml`.
 */
import completions from "../generated/completions.json";
import schema from "../generated/schema.json";

/** @import { Completion, CompletionContext, CompletionResult } from "@codemirror/autocomplete" */

/** @type {Completion[]} */
const names = completions.names.map((each) => ({ ...each, type: "function" }));
/** @type {Completion[]} */
const keys = completions.keys.map((label) => ({ label, type: "property" }));
/** @type {Completion[]} */
const texts = completions.texts.map((label) => ({ label, type: "text" }));

/** @param {CompletionContext} context @returns {CompletionResult | null} */
export function completeScript(context) {
  const text = context.matchBefore(/["'][\w]*/);
  if (text) return { from: text.from + 1, options: texts, validFor: /^\w*$/ };
  const name = context.matchBefore(/[\w.]+/);
  if (!name) return context.explicit ? { from: context.pos, options: [...names, ...keys] } : null;
  const options = name.text.includes(".") ? names : [...names, ...keys];
  return { from: name.from, options, validFor: /^[\w.]*$/ };
}

/** @typedef {{ description?: string, items?: Schema, properties?: Record<string, Schema>, enum?: unknown[], $ref?: string }} Schema */

const root = /** @type {Schema & { definitions?: Record<string, Schema> }} */ (/** @type {unknown} */ (schema));

/** @param {Schema | undefined} found @returns {Schema | undefined} */
const resolved = (found) => (found?.$ref ? root.definitions?.[found.$ref.split("/").at(-1) ?? ""] : found);

/** What a section's entries are like. @param {string} path such as `notification_template.field` */
function entryOf(path) {
  /** @type {Schema | undefined} */
  let found = root;
  for (const part of path.split(".")) {
    found = resolved(found?.properties?.[part]);
    found = resolved(found?.items) ?? found;
  }
  return found;
}

/** @param {Record<string, Schema>} properties @param {(key: string) => string} written */
const offered = (properties, written) =>
  Object.entries(properties).map(([key, { description = "" }]) => ({
    label: written(key),
    info: description,
    type: "property",
  }));

/** @param {CompletionContext} context @returns {CompletionResult | null} */
export function completeConfiguration(context) {
  const line = context.state.doc.lineAt(context.pos);
  const before = line.text.slice(0, context.pos - line.from);
  if (/^\s*\[{0,2}[\w.]*$/.test(before) && before.includes("[")) {
    const written = (/** @type {string} */ key) => (key === "workspace" ? "[workspace]" : `[[${key}]]`);
    const from = line.from + before.indexOf("[");
    return { from, options: offered(root.properties ?? {}, written), validFor: /^\[{0,2}[\w.]*$/ };
  }
  const above = context.state.doc.sliceString(0, line.from);
  const section = [...above.matchAll(/^\s*\[{1,2}([\w.]+)\]{1,2}/gm)].at(-1)?.[1];
  const entry = section ? entryOf(section) : undefined;
  const value = before.match(/^\s*(\w+)\s*=\s*"(\w*)$/);
  if (value) {
    const choices = resolved(entry?.properties?.[value[1]])?.enum ?? [];
    const options = choices.map((each) => ({ label: String(each), type: "constant" }));
    return options.length ? { from: context.pos - value[2].length, options, validFor: /^\w*$/ } : null;
  }
  const key = before.match(/^\s*(\w*)$/);
  if (!key || !entry?.properties || !(key[1] || context.explicit)) return null;
  return { from: context.pos - key[1].length, options: offered(entry.properties, (name) => name), validFor: /^\w*$/ };
}
