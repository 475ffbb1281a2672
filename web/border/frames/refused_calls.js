/**
 * Answers to calls that are refused without Python: many at once, since an answer to rubbish must not cost more than the
 * rubbish.
 */
import { answerText } from "../values/responses.js";

/** @import { ErrorDescription } from "../../generated/types" */

/** Between two messages to one document, in milliseconds. */
const PAUSE = 100;

/**
 * @typedef {{ window: Window, origin: string }} Caller
 * @typedef {{ cifEmulator: "answers", document: string, ids: number[], answer: string }} Refusals
 * @typedef {{ post: () => void, ids: number[] }} Batch
 */

/** By window, and by document and method. @type {Map<Window, Map<string, Batch>>} */
const batches = new Map();

/**
 * Refuses a call with those of the same document and method that are refused soon.
 * @template {Caller} T
 * @param {T} caller
 * @param {{ document: string, id: number, method: string }} call
 * @param {(method: string) => ErrorDescription} describe makes the error of them all, once
 * @param {(caller: T, message: Refusals) => void} post
 */
export function refuseSoon(caller, { document, id, method }, describe, post) {
  if (!batches.size) setTimeout(answerAll, PAUSE);
  let own = batches.get(caller.window);
  if (!own) batches.set(caller.window, (own = new Map()));
  const key = `${document} ${method}`;
  const batch = own.get(key);
  if (batch) return void batch.ids.push(id);
  const answer = answerText({ error: describe(method) });
  const ids = [id];
  own.set(key, { ids, post: () => post(caller, { cifEmulator: "answers", document, ids, answer }) });
}

function answerAll() {
  const all = [...batches.values()].flatMap((own) => [...own.values()]);
  batches.clear();
  for (const { post } of all) post();
}
