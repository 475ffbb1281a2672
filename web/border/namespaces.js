/**
 * `Microsoft.Apm`, `Microsoft.CIFramework`, `Xrm` and the live objects, built from the contracts that Python declares.
 */
import { CIFRAMEWORK, nativeError, nativeResult, tellRefusal, textPromise } from "./answers.js";
import { argumentsText } from "./decoder.js";
import { whenSettled } from "./deferred.js";
import { pageHandlers } from "./deliveries.js";
import { handlerChange } from "./handlers.js";
import { later } from "./later.js";
import { pageCall, shortCall } from "./supervisor.js";

/**
 * @typedef {{ id: string, number: number, short: boolean, name: string, answers: "value" | "promise" | "text-promise", gives: string, parameters: string[] }} MethodDescription
 * @typedef {{ name: string, number: number, setter: number | null }} PropertyDescription
 * @typedef {{ name: string, properties: PropertyDescription[], methods: MethodDescription[] }} ObjectDescription
 * @typedef {{ name: string, methods: MethodDescription[] }} NamespaceDescription
 * @typedef {{ namespaces: NamespaceDescription[], globals: NamespaceDescription[], objects: ObjectDescription[] }} Description
 */

/** @type {Map<string, ObjectDescription>} */
const objects = new Map();

/** @param {string} text @param {string} gives @returns {unknown} */
function result(text, gives) {
  const value = nativeResult(text, gives);
  if (value === null || value === undefined) return value;
  switch (gives) {
    case "Session":
    case "Tab":
      return live(gives, /** @type {string} */ (value));
    case "Context":
      return context(/** @type {string} */ (value));
    case "GlobalContext":
      return nested(gives);
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
 * @param {unknown[]} bound
 */
function methodFunction(method, bound = []) {
  const { id, short, answers, gives } = method;
  const isProviders = id.startsWith("CIFramework.");
  const name = lastPart(method.name);
  const publicFunction = {
    /** @param {unknown[]} args */
    [name](...args) {
      if (short && args.length === 0) {
        const answer = shortCall(method);
        return typeof answer === "boolean" ? answer : settled(answer);
      }
      const change = isProviders ? handlerChange(pageHandlers, method.name, args) : undefined;
      const all = bound.length ? [...bound, ...args] : args;
      const answer = pageCall(method, change?.text ?? (all.length ? argumentsText(all) : undefined));
      const refused = answer[0] === "!";
      if (answers === "value") return settled(answer);
      if (answer[0] === "?") return promised(answer.slice(1), settled);
      if (!refused) change?.apply();
      const promise = refused
        ? Promise.reject(refusal(answer, publicFunction))
        : Promise.resolve(result(answer, gives));
      if (answers === "text-promise") {
        return textPromise(/** @type {Promise<string>} */ (promise), refused ? "" : JSON.parse(answer.slice(1)));
      }
      return promise;
    },
  }[name];
  /** @param {string} answer */
  function settled(answer) {
    if (answer[0] === "!") throw refusal(answer, publicFunction);
    return result(answer, gives);
  }
  return publicFunction;
}

/** @param {string} kind @param {PropertyDescription} property @param {string} id */
function read(kind, { name, number }, id) {
  return pageCall({ id: `${kind}.${name}`, number }, JSON.stringify([id]));
}

/** At so many entries those that nobody holds any more are taken out. */
const FIRST_SWEEP = 1_000;

/** Live views that somebody still holds, by id, so that asking again gives the same one. */
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
 * The live view of a session or tab: every read asks Python; what it last said is kept for the time after its end.
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
  const description = /** @type {ObjectDescription} */ (objects.get(kind));
  const object = {};
  /** @type {Record<string, unknown>} */
  const last = {};
  for (const property of description.properties) {
    const { name, setter } = property;
    const get = () => {
      const answer = read(kind, property, id);
      if (answer[0] === "=") last[name] = JSON.parse(answer.slice(1));
      return last[name];
    };
    /** @param {unknown} value */
    const set = (value) => {
      const answer = pageCall(
        { id: `${kind}.${name}=`, number: /** @type {number} */ (setter) },
        argumentsText([id, value]),
      );
      if (answer[0] === "!") throw refusal(answer, set);
    };
    get();
    Object.defineProperty(object, name, { enumerable: true, get, set: setter === null ? undefined : set });
  }
  for (const method of description.methods) {
    Object.defineProperty(object, method.name, { value: methodFunction(method, [id]) });
  }
  Object.defineProperty(object, "toJSON", { value: () => ({ ...object }) });
  return object;
}

/**
 * A session's context: `parameters` is its content now, kept up to date by this object's own `set` and `delete`
 * (`app-profile-manager.md` 6).
 * @param {string} id
 */
function context(id) {
  const description = /** @type {ObjectDescription} */ (objects.get("Context"));
  /** @type {Record<string, unknown>} */
  const object = {};
  for (const property of description.properties) {
    object[property.name] = JSON.parse(read("Context", property, id).slice(1));
  }
  const get = /** @type {MethodDescription} */ (description.methods.find(({ name }) => name === "get"));
  const parameters = /** @type {Record<string, unknown>} */ (object.parameters);
  for (const method of description.methods) {
    const asked = methodFunction(method, [id]);
    /** @param {unknown[]} args */
    const value = (...args) => {
      const given = asked(...args);
      if (method.name === "set" || method.name === "delete") {
        const answer = pageCall(get, argumentsText([id, args[0]]));
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
 */
function nested(kind) {
  const description = /** @type {ObjectDescription} */ (objects.get(kind));
  const object = {};
  for (const property of description.properties) {
    place(object, property.name, { get: () => JSON.parse(read(kind, property, "").slice(1)) });
  }
  for (const method of description.methods) place(object, method.name, { value: methodFunction(method) });
  return object;
}

/** Sets a key that may be called `__proto__`. @param {object} object @param {string} key @param {unknown} value */
function define(object, key, value) {
  Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
}

/**
 * Puts the namespaces on `Microsoft` and on the window, beside whatever an embedding page has put there.
 * @param {Description} description
 * @param {Record<string, unknown>} target
 */
export function registerNamespaces(description, target) {
  for (const each of description.objects) objects.set(each.name, each);
  const microsoft = /** @type {Record<string, unknown>} */ (target.Microsoft ?? {});
  for (const namespace of description.namespaces) {
    /** @type {Record<string, unknown>} */
    const methods = {};
    for (const method of namespace.methods) methods[method.name] = methodFunction(method);
    microsoft[namespace.name] = methods;
  }
  for (const namespace of description.globals) {
    const root = /** @type {Record<string, unknown>} */ ((target[namespace.name] ??= {}));
    for (const method of namespace.methods) {
      place(root, method.name, { value: methodFunction(method), writable: true });
    }
  }
  // A script of the page that loads the library all the same hears that it is ready.
  const announce = () => later(() => dispatchEvent(new Event("CIFInitDone")));
  Object.defineProperty(microsoft.CIFramework, CIFRAMEWORK, { value: announce });
  target.Microsoft = microsoft;
}
