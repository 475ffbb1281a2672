/**
 * `Microsoft.Apm`, `Microsoft.CIFramework`, `Xrm` and the live objects, built from the contracts that Python declares.
 */
import { CIFRAMEWORK, nativeError, nativeResult, tellRefusal, textPromise } from "./answers.js";
import { argumentsText } from "./decoder.js";
import { whenSettled } from "./deferred.js";
import { pageHandlers } from "./deliveries.js";
import { handlerChange } from "./handlers.js";
import { later } from "./later.js";
import { call } from "./supervisor.js";

/**
 * @typedef {{ id: string, name: string, answers: "value" | "promise" | "text-promise", gives: string, parameters: string[] }} MethodDescription
 * @typedef {{ name: string, properties: { name: string, writable: boolean }[], methods: MethodDescription[] }} ObjectDescription
 * @typedef {{ name: string, methods: MethodDescription[] }} NamespaceDescription
 * @typedef {{ namespaces: NamespaceDescription[], globals: NamespaceDescription[], objects: ObjectDescription[] }} Description
 */

/** @type {Map<string, ObjectDescription>} */
const objects = new Map();

/** @param {string} text @param {string} gives @param {string} caller @returns {unknown} */
function result(text, gives, caller) {
  const value = nativeResult(text, gives);
  if (value === null || value === undefined) return value;
  switch (gives) {
    case "Session":
    case "Tab":
      return live(gives, /** @type {string} */ (value), caller);
    case "Context":
      return context(/** @type {string} */ (value), caller);
    case "GlobalContext":
      return nested(gives, caller);
    default:
      return value;
  }
}

/** @param {string} answer @param {Function} publicFunction */
function refusal(answer, publicFunction) {
  const error = nativeError(answer.slice(1), publicFunction);
  tellRefusal(error);
  return error;
}

/**
 * The promise of an answer that comes later.
 * @param {string} id
 * @param {(answer: string) => unknown} settled gives the result, throws the error
 */
export function promised(id, settled) {
  /** @type {Promise<string>} */
  const answered = new Promise((resolve) => whenSettled(id, resolve));
  const promise = answered.then(settled);
  // Whoever does not wait for it need not hear of its end, least of all when the workspace was reset meanwhile.
  promise.catch(() => {});
  return promise;
}

/**
 * A native function for one method; `bound` are arguments that stand before the caller's own.
 * @param {MethodDescription} method
 * @param {string} caller
 * @param {unknown[]} bound
 */
function methodFunction(method, caller, bound = []) {
  const { id, answers, gives } = method;
  const isProviders = id.startsWith("CIFramework.");
  const name = lastPart(method.name);
  const publicFunction = {
    /** @param {unknown[]} args */
    [name](...args) {
      const change = isProviders ? handlerChange(pageHandlers, method.name, args) : undefined;
      const answer = call(id, caller, change?.text ?? argumentsText(bound.length ? [...bound, ...args] : args));
      const refused = answer[0] === "!";
      /** @param {string} final */
      const settled = (final) => {
        if (final[0] === "!") throw refusal(final, publicFunction);
        return result(final, gives, caller);
      };
      if (answers === "value") return settled(answer);
      if (answer[0] === "?") return promised(answer.slice(1), settled);
      if (!refused) change?.apply();
      const promise = refused
        ? Promise.reject(refusal(answer, publicFunction))
        : Promise.resolve(result(answer, gives, caller));
      if (answers === "text-promise") {
        return textPromise(/** @type {Promise<string>} */ (promise), refused ? "" : JSON.parse(answer.slice(1)));
      }
      return promise;
    },
  }[name];
  return publicFunction;
}

/** @param {string} kind @param {string} id @param {string} property @param {string} caller */
function read(kind, id, property, caller) {
  return call(`${kind}.${property}`, caller, JSON.stringify([id]));
}

/** Live views that somebody still holds, so that asking again gives the same one. @type {Map<string, WeakRef<object>>} */
const views = new Map();
/** At so many entries those that nobody holds any more are taken out. */
const FIRST_SWEEP = 1_000;
let nextSweep = FIRST_SWEEP;

function sweepViews() {
  for (const [key, view] of views) if (!view.deref()) views.delete(key);
  nextSweep = Math.max(FIRST_SWEEP, 2 * views.size);
}

/** A fresh workspace gives the same ids to others. */
export function forgetViews() {
  views.clear();
}

/**
 * The live view of a session or tab: every read asks Python; what it last said is kept for the time after its end.
 * @param {"Session" | "Tab"} kind
 * @param {string} id
 * @param {string} caller
 */
function live(kind, id, caller) {
  const key = `${kind} ${id} ${caller}`;
  const known = views.get(key)?.deref();
  if (known) return known;
  const view = createView(kind, id, caller);
  views.set(key, new WeakRef(view));
  if (views.size > nextSweep) sweepViews();
  return view;
}

/** @param {"Session" | "Tab"} kind @param {string} id @param {string} caller */
function createView(kind, id, caller) {
  const description = /** @type {ObjectDescription} */ (objects.get(kind));
  const object = {};
  /** @type {Record<string, unknown>} */
  const last = {};
  for (const { name, writable } of description.properties) {
    const get = () => {
      const answer = read(kind, id, name, caller);
      if (answer[0] === "=") last[name] = JSON.parse(answer.slice(1));
      return last[name];
    };
    /** @param {unknown} value */
    const set = (value) => {
      const answer = call(`${kind}.${name}=`, caller, argumentsText([id, value]));
      if (answer[0] === "!") throw refusal(answer, set);
    };
    get();
    Object.defineProperty(object, name, { enumerable: true, get, set: writable ? set : undefined });
  }
  for (const method of description.methods) {
    Object.defineProperty(object, method.name, { value: methodFunction(method, caller, [id]) });
  }
  Object.defineProperty(object, "toJSON", { value: () => ({ ...object }) });
  return object;
}

/**
 * A session's context: `parameters` is its content now, kept up to date by this object's own `set` and `delete`
 * (`app-profile-manager.md` 6).
 * @param {string} id
 * @param {string} caller
 */
function context(id, caller) {
  const description = /** @type {ObjectDescription} */ (objects.get("Context"));
  /** @type {Record<string, unknown>} */
  const object = {};
  for (const { name } of description.properties) {
    object[name] = JSON.parse(read("Context", id, name, caller).slice(1));
  }
  const parameters = /** @type {Record<string, unknown>} */ (object.parameters);
  for (const method of description.methods) {
    const asked = methodFunction(method, caller, [id]);
    /** @param {unknown[]} args */
    const value = (...args) => {
      const given = asked(...args);
      if (method.name === "set" || method.name === "delete") {
        const answer = call("Context.get", caller, argumentsText([id, args[0]]));
        const key = String(args[0]);
        if (answer === "=") delete parameters[key];
        else if (answer[0] === "=") define(parameters, key, JSON.parse(answer.slice(1)));
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

/**
 * An object of which there is one, with objects inside; its properties ask Python whenever they are read.
 * @param {string} kind
 * @param {string} caller
 */
function nested(kind, caller) {
  const description = /** @type {ObjectDescription} */ (objects.get(kind));
  const object = {};
  for (const { name } of description.properties) {
    place(object, name, { get: () => JSON.parse(read(kind, "", name, caller).slice(1)) });
  }
  for (const method of description.methods) place(object, method.name, { value: methodFunction(method, caller) });
  return object;
}

/** Sets a key that may be called `__proto__`. @param {object} object @param {string} key @param {unknown} value */
function define(object, key, value) {
  Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
}

/**
 * Puts the namespaces on `Microsoft` and on the window, beside whatever an embedding page has put there.
 * @param {Description} description
 * @param {string} caller
 * @param {Record<string, unknown>} target
 */
export function registerNamespaces(description, caller, target) {
  for (const each of description.objects) objects.set(each.name, each);
  const microsoft = /** @type {Record<string, unknown>} */ (target.Microsoft ?? {});
  for (const namespace of description.namespaces) {
    /** @type {Record<string, unknown>} */
    const methods = {};
    for (const method of namespace.methods) methods[method.name] = methodFunction(method, caller);
    microsoft[namespace.name] = methods;
  }
  for (const namespace of description.globals) {
    const root = /** @type {Record<string, unknown>} */ (target[namespace.name] ??= {});
    for (const method of namespace.methods) {
      place(root, method.name, { value: methodFunction(method, caller), writable: true });
    }
  }
  // A script of the page that loads the library all the same hears that it is ready.
  const announce = () => later(() => dispatchEvent(new Event("CIFInitDone")));
  Object.defineProperty(microsoft.CIFramework, CIFRAMEWORK, { value: announce });
  target.Microsoft = microsoft;
}
