/**
 * Values as their caller wrote them, from the form that the call log gives (`$type` names what JSON lacks).
 */
import { TYPE_KEY } from "../../generated/border.js";
import { objects } from "../../generated/contracts.js";

/** A text's value, or the text itself where it was cut or is no JSON. @param {string} text @returns {unknown} */
export function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** @param {unknown} value @returns {value is Record<string, any>} */
export const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** What JSON lacks: its type. @param {unknown} value @returns {string} */
export const typeOf = (value) =>
  isObject(value) && Object.hasOwn(value, TYPE_KEY) && typeof value[TYPE_KEY] === "string" ? value[TYPE_KEY] : "";

/** A caller's own key. @param {string} key */
const ownKey = (key) => (key === `$${TYPE_KEY}` ? TYPE_KEY : key);

/** What is inside a value: keys (or a Map's) and values; nothing for a simple one. @param {unknown} value @returns {[string, unknown][]} */
export function children(value) {
  if (Array.isArray(value)) return value.map((item, at) => [String(at), item]);
  if (typeOf(value) === "Map") return /** @type {any} */ (value).entries;
  if (typeOf(value) || !isObject(value)) return [];
  return Object.entries(value).map(([key, item]) => [ownKey(key), item]);
}

/** @param {unknown} value */
export function isSimple(value) {
  const type = typeOf(value);
  return typeof value !== "object" || value === null || (type !== "" && type !== "Map");
}

/** @param {string} text @param {number} length */
const cut = (text, length) => (text.length > length ? `${text.slice(0, length)}…` : text);

/** A value in one line: `Map(1) {parametersStr → …}`. @param {unknown} value @param {number} [depth] @returns {string} */
export function inLine(value, depth = 0) {
  const type = typeOf(value);
  if (typeof value === "string") return JSON.stringify(depth ? cut(value, 40) : value);
  if (type && type !== "Map") return special(type, /** @type {any} */ (value));
  if (typeof value !== "object" || value === null) return String(value);
  const items = children(value);
  if (Array.isArray(value)) {
    if (depth > 1) return `(${items.length}) […]`;
    return `[${cut(
      items
        .slice(0, 6)
        .map(([, item]) => inLine(item, depth + 1))
        .join(", "),
      120,
    )}${items.length > 6 ? ", …" : ""}]`;
  }
  const name = type === "Map" ? `Map(${items.length}) ` : "";
  if (depth > 1) return `${name}{…}`;
  const arrow = type === "Map" ? " → " : ": ";
  const inside = items.slice(0, 6).map(([key, item]) => `${key}${arrow}${inLine(item, depth + 1)}`);
  return `${name}{${cut(inside.join(", "), 160)}${items.length > 6 ? ", …" : ""}}`;
}

/** @param {string} type @param {{ value?: unknown, path?: string, reason?: string }} value */
function special(type, { value, path, reason }) {
  if (type === "refused") return `${path || "a value"} ${reason}`;
  if (type === "more") return "…";
  if (type === "number") return String(value);
  if (type === "bigint") return `${value}n`;
  if (type === "function") return `ƒ ${value ?? ""}()`;
  return value === undefined ? type : `${type} ${value}`;
}

/** A value as JavaScript that makes it. @param {unknown} value @param {string} [indent] @returns {string} */
export function source(value, indent = "") {
  const type = typeOf(value);
  const deeper = `${indent}  `;
  if (type === "undefined") return "undefined";
  if (type === "Date") return `new Date(${JSON.stringify(/** @type {any} */ (value).value)})`;
  if (type === "number" || type === "bigint") return special(type, /** @type {any} */ (value));
  if (type && type !== "Map")
    return `undefined /* ${special(type, /** @type {any} */ (value)).replaceAll("*/", "")} */`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const items = children(value);
  /** @param {string} open @param {string[]} parts @param {string} close */
  const joined = (open, parts, close) => {
    const line = `${open}${parts.join(", ")}${close}`;
    return line.length + indent.length < 90 && !line.includes("\n")
      ? line
      : `${open}\n${parts.map((part) => `${deeper}${part},\n`).join("")}${indent}${close}`;
  };
  if (Array.isArray(value))
    return joined(
      "[",
      items.map(([, item]) => source(item, deeper)),
      "]",
    );
  if (type === "Map") {
    const pairs = items.map(([key, item]) => `[${JSON.stringify(key)}, ${source(item, deeper)}]`);
    return `new Map(${joined("[", pairs, "]")})`;
  }
  const name = (/** @type {string} */ key) => {
    if (key === "__proto__") return '["__proto__"]';
    return /^[A-Za-z_$][\w$]*$/.test(key) ? key : JSON.stringify(key);
  };
  return items.length
    ? joined(
        "{ ",
        items.map(([key, item]) => `${name(key)}: ${source(item, deeper)}`),
        " }",
      ).replace(/^\{ \n/, "{\n")
    : "{}";
}

/** @import { LogEntry } from "../../generated/types" */

/** Objects' methods by where their objects are found, given the id that comes first. @type {Record<string, (id: string) => string>} */
const owners = {
  Session: (id) => `Microsoft.Apm.getSession(${id})`,
  Tab: (id) => `Microsoft.Apm.getFocusedSession().getTab(${id})`,
  Context: (id) => `(await Microsoft.Apm.getSession(${id}).getContext())`,
};

/** A call that can be pasted into the console, "" for what no script can call. @param {LogEntry} entry */
export function asJavaScript({ what, kind, input }) {
  const args = parsed(input);
  if (kind === "event" && !what.startsWith("ON_") && what !== "CIFInitDone") {
    return `await cifEmulator.raiseEvent(${JSON.stringify(what)}, ${source(args)});`;
  }
  if ((kind !== "call" && kind !== "refusal") || !Array.isArray(args)) return "";
  const [owner, name] = what.split(/\.(?=[^.]*$)/);
  const written = args.map((each) => source(each));
  if (owner.startsWith("Microsoft.")) return `await ${what}(${written.join(", ")});`;
  if (owner.startsWith("Xrm")) return `await ${what}(${written.join(", ")});`;
  const find = owners[owner];
  if (!find || written.length === 0) return "";
  const isProperty = objects.some((each) => each.name === owner && each.properties.some((one) => one.name === name));
  if (isProperty) return `${find(written[0])}.${name};`;
  if (name.endsWith("=")) return `${find(written[0])}.${name.slice(0, -1)} = ${written[1]};`;
  return `await ${find(written[0])}.${name}(${written.slice(1).join(", ")});`;
}
