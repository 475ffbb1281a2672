/**
 * A static site keeps itself for the next visit, with or without a network.
 */
import { base, parts } from "./boot_manifest.js";

/** Begins when the workspace is ready: until then the network is the start's. */
export async function keepForNextVisit() {
  if (!parts.serviceWorker || !("serviceWorker" in navigator)) return;
  try {
    await navigator.serviceWorker.register(base + parts.serviceWorker, { updateViaCache: "none" });
  } catch (thrown) {
    console.info(`[cif-emulator] The page is not kept for use without a network (${thrown}).`);
  }
}
