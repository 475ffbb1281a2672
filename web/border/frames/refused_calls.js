/**
 * Answers to calls that are refused without Python: many at once, since an answer to rubbish must not cost more than the
 * rubbish.
 */
import { answerText } from "../values/responses.js";

/** @import { ErrorDescription } from "../../generated/types" */

/** Between two messages to one document, in milliseconds. */
const PAUSE = 100;

/**
 * @typedef {object} Batch
 * @property {(message: { cifEmulator: "answers", document: string, ids: number[], answer: string }) => void} post
 * @property {string} document
 * @property {number[]} ids
 * @property {ErrorDescription} error
 */

/** @type {Map<Window, Map<string, Batch>>} */
const batches = new Map();

/**
 * Refuses a call with those of the same document and method that are refused soon.
 * @param {Window} window
 * @param {{ document: string, id: number, method: string }} call
 * @param {ErrorDescription} error
 * @param {Batch["post"]} post
 */
export function refuseSoon(window, { document, id, method }, error, post) {
  if (!batches.size) setTimeout(answerAll, PAUSE);
  let own = batches.get(window);
  if (!own) batches.set(window, (own = new Map()));
  const key = `${document} ${method}`;
  let batch = own.get(key);
  if (!batch) own.set(key, (batch = { post, document, ids: [], error: { ...error, method } }));
  batch.ids.push(id);
}

function answerAll() {
  const all = [...batches.values()].flatMap((own) => [...own.values()]);
  batches.clear();
  for (const { post, document, ids, error } of all)
    post({ cifEmulator: "answers", document, ids, answer: answerText({ error }) });
}
