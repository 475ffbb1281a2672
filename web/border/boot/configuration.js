/**
 * The configuration as the server has it.
 */
import { ASK_AGAIN, fetched, isBuiltIn } from "./boot_manifest.js";

/**
 * `embedOrigins` may drive the workspace; `tag` tells it from others; `liveReload` is the address where pages listen for changes, if the server watches its files; `recordings` where they post what was done, if it records.
 * @typedef {{ text: string, wheels: string[], records: string, embedOrigins: string[], tag: string, liveReload: string, recordings: string }} ServedConfiguration
 */

/** @type {ServedConfiguration} */
const BUILT_IN = { text: "", wheels: [], records: "", embedOrigins: [], tag: "", liveReload: "", recordings: "" };

/** @returns {Promise<ServedConfiguration>} */
export async function fetchConfiguration() {
  if (isBuiltIn) return BUILT_IN;
  const response = await fetched("config.json", ASK_AGAIN);
  const header = (/** @type {string} */ name) => response.headers.get(name) ?? "";
  const text = await response.text();
  const { wheels = [], prepared_records: records = "", embed_origins: embedOrigins = [] } = workspaceSection(text);
  // On its way it may have been compressed, which makes its tag a weak one.
  const tag = header("etag").replace(/^W\//, "");
  const told = { liveReload: header("live-reload"), recordings: header("recordings") };
  return { text, wheels, records, embedOrigins, tag, ...told };
}

/**
 * What the page itself needs of a configuration; of one that is no JSON Python tells what is wrong.
 * @param {string} configuration
 * @returns {{ wheels?: string[], prepared_records?: string, embed_origins?: string[] }}
 */
function workspaceSection(configuration) {
  try {
    return JSON.parse(configuration).workspace ?? {};
  } catch {
    return {};
  }
}
