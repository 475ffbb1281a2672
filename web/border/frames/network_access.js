/**
 * Local Network Access: the browser may ask the agent before a page on a public address, such as a channel provider's,
 * loads the library from this machine. Python words what is to be done (`workspace/rules/providers.py`).
 */
import { ask } from "../calls/supervisor.js";

/** The permission's names, today's first. */
const NAMES = ["loopback-network", "local-network-access"];

/** Tells Python the permission, and whenever it changes; a browser that knows none says nothing. */
export async function followNetworkAccess() {
  for (const name of NAMES) {
    try {
      const status = await navigator.permissions.query({ name: /** @type {any} */ (name) });
      const tell = () => void ask("CIFramework", "network_access", status.state);
      status.addEventListener("change", tell);
      return tell();
    } catch {
      // Not one of its permissions, or none at all outside of a secure context.
    }
  }
}
