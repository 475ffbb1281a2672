// Bundles the page: `node build.mjs <folder>`. The Python side of the build writes `generated/` first, then calls this and
// puts the result in place.

import { build } from "esbuild";
import { copyFile, cp, mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { dirname, extname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { licences, packages } from "./licences.mjs";

const web = dirname(fileURLToPath(import.meta.url));

/**
 * Output (without extension, to which a hash is added) and source. Scripts are classic ones: of modules Chromium compiles all at each
 * visit (`docs/decisions/classic-scripts.md`). Sheets include what they import.
 */
const entryPoints = {
  early: "early.js",
  boot: "boot.js",
  first: "view/first.css",
  app: "view/app.css",
  // The playground: its page's script and styles, and what runs scripts beside the workspace.
  "play/page": "play/page.js",
  "play/page_style": "play/page.css",
  "play/frame": "play/frame.js",
};

/** One module each, under its own name: pages of other origins import it, and those of the documentation. */
const moduleEntryPoints = { embed: "embed/embed.js", "play/share": "play/share.js" };

/** A script each, under its own name: what widgets load, which runs while their page is parsed, and a static site's service worker. */
const classicEntryPoints = {
  "provider/msdyn_ciLibrary": "provider/library.js",
  service_worker: "service_worker.js",
};

/** Output and source of the files that are served as they are. */
const copied = {
  "index.html": "index.html",
  "play/index.html": "play/index.html",
  "favicon.svg": "view/favicon.svg",
  // To be read before it is pasted into somebody's product.
  "recorder.js": "provider/recorder.js",
  // Also beside the folder of web resources: pages name it relative to themselves.
  "ClientGlobalContext.js.aspx": "web_resources/ClientGlobalContext.js.aspx",
};

/** Folders that are served as they are: an example to read and to copy, and what templates name out of the box. */
const copiedFolders = ["providers/softphone", "web_resources", "play/examples"];

/** Types for users, which Python has written. */
const types = "generated/types";

/**
 * What the entries are called.
 * @param {import("esbuild").Metafile["outputs"]} outputs
 * @param {string} folder
 */
function names(outputs, folder) {
  /** @type {Record<string, string>} */
  const found = {};
  const name = (/** @type {string} */ path) => relative(folder, resolve(web, path)).replaceAll("\\", "/");
  for (const [output, { entryPoint }] of Object.entries(outputs)) {
    const entry = Object.entries(entryPoints).find(([, source]) => source === entryPoint)?.[0];
    if (entry) found[entry + extname(output)] = name(output);
  }
  return found;
}

/** Takes other people's sources out of a source map: they would be half of it. @param {string} file */
async function keepOwnSources(file) {
  const map = JSON.parse(await readFile(file, "utf8"));
  const isOwn = (/** @type {number} */ place) => !map.sources[place].includes("node_modules");
  const kept = map.sourcesContent.map((/** @type {string} */ text, /** @type {number} */ place) =>
    isOwn(place) ? text : null,
  );
  await writeFile(file, JSON.stringify({ ...map, sourcesContent: kept }));
}

async function bundle(/** @type {string} */ folder) {
  /** @satisfies {import("esbuild").BuildOptions} */
  const common = {
    absWorkingDir: web,
    outdir: folder,
    bundle: true,
    target: "es2022",
    minify: true,
    sourcemap: "linked",
    legalComments: "none",
    logLevel: "warning",
  };
  const { metafile } = await build({
    ...common,
    entryPoints,
    format: "iife",
    metafile: true,
    entryNames: "[dir]/[name]-[hash]",
    assetNames: "[name]-[hash]",
    loader: { ".woff2": "file", ".png": "file", ".svg": "file" },
  });
  await build({ ...common, entryPoints: classicEntryPoints, format: "iife" });
  await build({ ...common, entryPoints: moduleEntryPoints, format: "esm" });
  await mkdir(folder, { recursive: true });
  for (const name of await readdir(folder, { recursive: true }))
    if (name.endsWith(".map")) await keepOwnSources(join(folder, name));
  for (const [output, source] of Object.entries(copied)) await copyFile(join(web, source), join(folder, output));
  for (const each of copiedFolders) await cp(join(web, each), join(folder, each), { recursive: true });
  await cp(join(web, types), join(folder, "types"), { recursive: true });
  const bundled = packages(metafile.inputs);
  await writeFile(join(folder, "licences.txt"), await licences(web, bundled));
  await writeFile(join(folder, "packages.json"), JSON.stringify(bundled));
  await writeFile(join(folder, "names.json"), JSON.stringify(names(metafile.outputs, folder)));
}

const [folder] = process.argv.slice(2);
if (!folder) {
  console.error("usage: node build.mjs <folder>");
  process.exit(2);
}
await bundle(folder).catch((error) => {
  // What is wrong in the sources was already printed.
  if (!error.errors?.length) console.error(error);
  process.exit(1);
});
