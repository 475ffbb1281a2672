/** Broadcasts to everybody on this origin, as the product sends them. */

/** @type {Map<string, BroadcastChannel>} */
const channels = new Map();

/** @param {[topic: string, payload: unknown]} message */
export function broadcast([topic, payload]) {
  let channel = channels.get(topic);
  if (!channel) channels.set(topic, (channel = new BroadcastChannel(topic)));
  channel.postMessage(payload);
}
