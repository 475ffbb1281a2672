// Whose packages a bundle holds, and under which licences.

import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";

/** Folders of the packages that a bundle holds. */
export function packages(/** @type {Record<string, unknown>} */ inputs) {
  const folders = Object.keys(inputs).flatMap((input) => input.match(/.*node_modules\/(?:@[^/]+\/)?[^/]+/) ?? []);
  return [...new Set(folders)].sort();
}

/** Licence texts of packages, whose folders are below `web`. */
export async function licences(/** @type {string} */ web, /** @type {string[]} */ folders) {
  const texts = [];
  for (const folder of folders) {
    const files = await readdir(join(web, folder));
    const { name, version, license } = JSON.parse(await readFile(join(web, folder, "package.json"), "utf8"));
    const file = files.find((one) => /^licen[cs]e/i.test(one));
    const text = file ? (await readFile(join(web, folder, file), "utf8")).trim() : "";
    texts.push([`${name} ${version} (${license})`, text].filter(Boolean).join("\n\n"));
  }
  return `${texts.join(`\n\n${"-".repeat(80)}\n\n`)}\n`;
}
