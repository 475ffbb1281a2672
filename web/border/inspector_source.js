/** What the inspector reads of the calls, and the calls that somebody makes there by hand. */
import { PAGE } from "../generated/border.js";
import { awaited } from "./calls/deferred.js";
import { ask } from "./calls/supervisor.js";
import { argumentsText } from "./values/decoder.js";
import { nativeError, parsedAnswer } from "./values/responses.js";

/** Each view has its own: a fresh workspace numbers its calls anew. @returns {import("../view/inspector/button.js").InspectorSource} */
export const inspectorSource = () => ({
  read: (after, numbers) => parsedAnswer(ask("cifEmulator.calls", "calls", after, JSON.stringify(numbers)), runByHand),
  troubles: () => Number(ask("cifEmulator.calls", "troubles").value ?? 0),
  clear: () => void ask("cifEmulator.calls", "clear_calls"),
  trials: () => parsedAnswer(ask("cifEmulator.trials", "trials"), runByHand),
  run: runByHand,
});

/**
 * A call that somebody makes by hand: a provider's goes to Python at once, all others are called by their names.
 * @param {string} caller
 * @param {string} name
 * @param {unknown[]} args
 */
async function runByHand(caller, name, args) {
  if (caller === PAGE) {
    const [root, ...names] = name.split(".");
    const member = /** @type {string} */ (names.pop());
    const owner = names.reduce((object, each) => object[each], /** @type {any} */ (window)[root]);
    return owner[member](...args);
  }
  const id = name.replace("Microsoft.", "");
  const { error, value } = await awaited(ask(id, "try_call", caller, id, argumentsText(args)));
  if (error) throw nativeError(error, runByHand);
  return value ? JSON.parse(value) : undefined;
}
