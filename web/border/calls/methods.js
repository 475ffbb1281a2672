/**
 * Native functions for methods: the single entry point for the window, frames of its origin and the library.
 */
import { nativeError, nativeResult, tellRefusal } from "../values/responses.js";
import { argumentsText } from "../values/decoder.js";
import { handlerChange } from "./handlers.js";

/**
 * @import { ReturnStyle, ResultKind } from "../../generated/types"
 * @import { Answer, Realm, Refuse } from "../values/responses.js"
 * @import { Handlers } from "./handlers.js"
 */

/**
 * What a function is made from; without `returns` it answers with a promise.
 * @typedef {{ name: string, result?: ResultKind, returns?: ReturnStyle }} Declared
 */

/**
 * @template {Declared} Method
 * @typedef {(method: Method, text: string | undefined) => Answer | Promise<Answer>} Ask the arguments' text, if there are any
 */

/**
 * Gives a function that makes the native function of a method; `bound` arguments precede the caller's own.
 * @template {Declared} Method
 * @param {Ask<Method>} ask
 * @param {Realm} realm where results, errors and promises are made
 * @param {Handlers} handlers those of the realm's page
 * @param {{ refuse?: Refuse, native?: typeof nativeResult, promised?: (promise: Promise<any>, method: Method, asked: Answer | Promise<Answer>) => Promise<any> }} [special]
 */
export const createMethod =
  (ask, realm, handlers, { refuse = nativeError, native = nativeResult, promised = (promise) => promise } = {}) =>
  (/** @type {Method} */ method, /** @type {unknown[]} */ bound = []) => {
    const name = /** @type {string} */ (method.name.split(".").at(-1));
    const publicFunction = {
      /** @param {unknown[]} args */
      [name](...args) {
        const change = handlerChange(handlers, name, args);
        const all = bound.length ? [...bound, ...args] : args;
        const asked = ask(method, change?.text ?? (all.length ? argumentsText(all) : undefined));
        /** @param {Answer} answer */
        const settle = ({ error: description, value = "" }) => {
          if (description) {
            const refused = refuse(description, asked instanceof Promise ? settle : publicFunction, realm);
            tellRefusal(refused);
            throw refused;
          }
          change?.apply();
          return native(value, method.result, realm);
        };
        if (method.returns === "value") return settle(/** @type {Answer} */ (asked));
        const promise = new realm.Promise((resolve) =>
          resolve(asked instanceof Promise ? asked.then(settle) : settle(asked)),
        );
        return promised(promise, method, asked);
      },
    }[name];
    return publicFunction;
  };
