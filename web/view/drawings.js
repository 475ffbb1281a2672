/**
 * What is on the page, put together from drawings: each has all but the sessions that look as they did.
 */

/** @import { Drawing, SessionView, Snapshot } from "../generated/snapshot" */

/** The sessions of the last drawing, by id. @type {Map<string, SessionView>} */
let known = new Map();
/** @type {SessionView[]} */
let sessions = [];

/**
 * What is on the page with a drawing; sessions that look as they did are the same objects, and so is the list of them.
 * @param {Drawing} drawing
 * @returns {Snapshot}
 */
export function withSessions({ changed, order, ...rest }) {
  for (const session of changed) known.set(session.id, session);
  if (order) known = new Map(order.map((id) => [id, /** @type {SessionView} */ (known.get(id))]));
  if (order || changed.length > 0) sessions = [...known.values()];
  return { ...rest, sessions };
}
