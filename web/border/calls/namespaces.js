/**
 * `Microsoft.Apm`, `Microsoft.CIFramework`, `Xrm` and the live objects, built from the contracts that Python declares.
 */
import { objects, namespaces, globals } from "../../generated/contracts.js";
import { CIFRAMEWORK, nativeError, nativeResult, tellRefusal, textPromise } from "../values/responses.js";
import { argumentsText } from "../values/decoder.js";
import { plainJson } from "../values/plain_json.js";
import { awaited } from "./deferred.js";
import { pageHandlers } from "./deliveries.js";
import { later } from "./later.js";
import { createMethod } from "./methods.js";
import { ask } from "./supervisor.js";

/**
 * @import { ResultKind, MethodDescription, ObjectDescription, PropertyDescription } from "../../generated/types"
 * @import { Answer } from "../values/responses.js"
 */

/** @param {string} name */
const described = (name) => /** @type {ObjectDescription} */ (objects.find((each) => each.name === name));

/** A result's native value; live objects cross the border as their ids. @param {string} json @param {ResultKind} [kind] @returns {unknown} */
function native(json, kind) {
  const value = nativeResult(json, kind);
  if (value === null || value === undefined) return value;
  switch (kind) {
    case "Session":
    case "Tab":
      return live(kind, /** @type {string} */ (value));
    case "Context":
      return context(/** @type {string} */ (value));
    case "GlobalContext":
      return nested(kind);
    default:
      return value;
  }
}

/** @param {Promise<any>} promise @param {MethodDescription} method @param {Answer | Promise<Answer>} asked */
function promised(promise, { returns }, asked) {
  if (asked instanceof Promise) {
    // Prevents `unhandledrejection` when the caller ignores the promise and the workspace is reset meanwhile.
    promise.catch(() => {});
    return promise;
  }
  return returns === "text-promise" ? textPromise(promise, asked.value ? JSON.parse(asked.value) : "") : promise;
}

/** A function on the page for a method. */
const methodFunction = createMethod(
  (/** @type {MethodDescription} */ { id, number }, text) =>
    awaited(text === undefined ? ask(id, "call", number) : ask(id, "call", number, text)),
  globalThis,
  pageHandlers,
  { native, promised },
);

/** The original `Microsoft.CIFramework.raiseEvent`, even if the page has replaced it. */
export const raiseEvent = methodFunction(
  /** @type {MethodDescription} */ (
    namespaces.flatMap(({ methods }) => methods).find(({ id }) => id === "CIFramework.raiseEvent")
  ),
);

/** A property, as its reader asks for it. @param {string} kind @param {PropertyDescription} property @param {string} id */
const read = (kind, { name, number }, id) => ask(`${kind}.${name}`, "call", number, plainJson([id]));

/** All properties, without an entry in the call log. @param {string} kind @param {string} id @returns {Record<string, any>} */
const look = (kind, id) => nativeResult(ask(kind, "look", kind, id).value ?? "{}", "value") ?? {};

/** From this many entries on, collected ones are removed. */
const FIRST_SWEEP = 1_000;

/** Live views by id, weakly held, so that the same object is given again. */
class Views {
  /** @type {Map<string, WeakRef<object>>} */
  #byId = new Map();
  #nextSweep = FIRST_SWEEP;

  /** @param {string} id */
  get(id) {
    return this.#byId.get(id)?.deref();
  }

  /** @param {string} id @param {object} view */
  add(id, view) {
    this.#byId.set(id, new WeakRef(view));
    if (this.#byId.size <= this.#nextSweep) return;
    for (const [key, each] of this.#byId) if (!each.deref()) this.#byId.delete(key);
    this.#nextSweep = Math.max(FIRST_SWEEP, 2 * this.#byId.size);
  }

  clear() {
    this.#byId.clear();
  }
}

const views = { Session: new Views(), Tab: new Views() };

/** A fresh workspace gives the same ids to others. */
export function forgetViews() {
  views.Session.clear();
  views.Tab.clear();
}

/**
 * The live view of a session or tab: every read asks Python; the last answer remains after the session or tab is closed.
 * @param {"Session" | "Tab"} kind
 * @param {string} id
 */
function live(kind, id) {
  const known = views[kind].get(id);
  if (known) return known;
  const view = createView(kind, id);
  views[kind].add(id, view);
  return view;
}

/** @param {"Session" | "Tab"} kind @param {string} id */
function createView(kind, id) {
  const description = described(kind);
  const object = {};
  const last = look(kind, id);
  for (const property of description.properties) {
    const { name, setter } = property;
    const get = () => {
      const { value } = read(kind, property, id);
      if (value) last[name] = JSON.parse(value);
      return last[name];
    };
    /** @param {unknown} value */
    const set = (value) => {
      const { error: refused } = ask(
        `${kind}.${name}=`,
        "call",
        /** @type {number} */ (setter),
        argumentsText([id, value]),
      );
      if (!refused) return;
      const error = nativeError(refused, set);
      tellRefusal(error);
      throw error;
    };
    Object.defineProperty(object, name, { enumerable: true, get, set: setter === null ? undefined : set });
  }
  for (const method of description.methods) {
    Object.defineProperty(object, method.name, { value: methodFunction(method, [id]) });
  }
  Object.defineProperty(object, "toJSON", { value: () => ({ ...object }) });
  return object;
}

/** A context's key, as it was read; none for what is no text, which was refused. @param {unknown} given */
function keyOf(given) {
  try {
    return String(given);
  } catch {
    return undefined;
  }
}

/**
 * A session's context: `parameters` is its content now, kept up to date by this object's own `set` and `delete`
 * (`app-profile-manager.md` 6).
 * @param {string} id
 */
function context(id) {
  const object = look("Context", id);
  const { parameters } = object;
  for (const method of described("Context").methods) {
    const asked = methodFunction(method, [id]);
    /** @param {unknown[]} args */
    const value = (...args) => {
      const given = asked(...args);
      if (method.name === "set" || method.name === "delete") {
        const key = keyOf(args[0]);
        if (key === undefined) return given;
        const now = look("Context", id).parameters ?? {};
        if (Object.hasOwn(now, key)) define(parameters, key, now[key]);
        else delete parameters[key];
      }
      return given;
    };
    Object.defineProperty(value, "name", { value: method.name });
    Object.defineProperty(object, method.name, { value });
  }
  return object;
}

/** `createRecord` of `WebApi.createRecord`. @param {string} name */
const lastPart = (name) => /** @type {string} */ (name.split(".").at(-1));

/**
 * Sets a member by a name whose dots lead into objects inside.
 * @param {Record<string, any>} target
 * @param {string} name
 * @param {PropertyDescriptor} descriptor
 */
function place(target, name, descriptor) {
  let inner = target;
  for (const part of name.split(".").slice(0, -1)) inner = inner[part] ??= {};
  Object.defineProperty(inner, lastPart(name), { enumerable: true, configurable: true, ...descriptor });
}

/** What others than callers ask an object for: promises, JSON, the console. */
const ASKED_BY_ENGINES = ["then", "toJSON", "constructor", "toString", "valueOf"];

/**
 * An object of which every member is a function that refuses by its name; what a script puts there is given back.
 * @param {MethodDescription} method the one that is called, with the member's name first
 */
const whatever = (method) =>
  new Proxy(/** @type {Record<string | symbol, unknown>} */ ({}), {
    get(own, name) {
      if (typeof name === "symbol" || name in own || ASKED_BY_ENGINES.includes(name)) return Reflect.get(own, name);
      return methodFunction({ ...method, name }, [name]);
    },
  });

/** Puts a method where scripts expect it. @param {Record<string, any>} target @param {MethodDescription} method */
function placeMethod(target, method) {
  if (method.name.endsWith(".*")) place(target, method.name.slice(0, -2), { value: whatever(method), writable: true });
  else place(target, method.name, { value: methodFunction(method), writable: true });
}

/**
 * A singleton with nested objects; its properties ask Python whenever they are read.
 * @param {string} kind
 */
function nested(kind) {
  const description = described(kind);
  const object = {};
  for (const property of description.properties) {
    place(object, property.name, { get: () => nativeResult(read(kind, property, "").value ?? "", property.result) });
  }
  for (const method of description.methods) place(object, method.name, { value: methodFunction(method) });
  return object;
}

/** Sets a key that may be called `__proto__`. @param {object} object @param {string} key @param {unknown} value */
function define(object, key, value) {
  Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
}

/**
 * Puts the namespaces on `Microsoft` and on the window, beside what an embedding page has put there.
 * @param {Record<string, unknown>} target
 */
export function registerNamespaces(target) {
  const microsoft = /** @type {Record<string, unknown>} */ (target.Microsoft ?? {});
  for (const { name, methods } of namespaces) {
    const root = (microsoft[name] = {});
    for (const method of methods) placeMethod(root, method);
  }
  for (const { name, methods, properties } of globals) {
    const root = /** @type {Record<string, unknown>} */ ((target[name] ??= {}));
    for (const method of methods) placeMethod(root, method);
    for (const property of properties.filter(({ name }) => !name.endsWith("="))) {
      const setter = properties.find(({ name }) => name === `${property.name}=`);
      place(root, property.name, { get: methodFunction(property), set: setter && methodFunction(setter) });
    }
  }
  // A script that loads the library on this page all the same is told that it is ready.
  const announce = () => later(() => dispatchEvent(new Event("CIFInitDone")));
  Object.defineProperty(microsoft.CIFramework, CIFRAMEWORK, { value: announce });
  target.Microsoft = microsoft;
}
