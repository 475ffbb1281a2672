/**
 * What the page's address says of the page around it: `<agent-workspace>` (`embed/embed.js`) writes it.
 *
 * - `embedded`: the element's `name`, which tells what is kept from other workspaces'; empty keeps nothing.
 * - `configured`: the page around gives a configuration with its hello.
 * - `hide`, `theme`: as the element's attributes.
 */
const said = new URLSearchParams(location.search);
const name = parent === window ? null : said.get("embedded");

/** Whether anything may be kept for a reload. */
export const mayKeep = name !== "";

/** What the names of all that is kept end with. */
export const keptFor = name ? ` ${name}` : "";

export const isConfiguredFromOutside = parent !== window && said.has("configured");

/** @typedef {{ hide: string, theme: string }} Display names of parts of the page with blanks between; "light", "dark" or "" */

/** @type {Display} */
export const firstDisplay = { hide: said.get("hide") ?? "", theme: said.get("theme") ?? "" };
