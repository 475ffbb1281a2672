/**
 * A static site is cached for the next visit, with or without a network.
 */
import { base, parts } from "./boot_manifest.js";

/** Begins when the workspace is ready: until then the start needs the network. */
export async function cacheForNextVisit() {
  if (!parts.serviceWorker || !("serviceWorker" in navigator)) return;
  try {
    await navigator.serviceWorker.register(base + parts.serviceWorker, { updateViaCache: "none" });
  } catch (thrown) {
    console.info(`[cif-emulator] The page is not cached for use without a network (${thrown}).`);
  }
}
