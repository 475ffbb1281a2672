// Puts the library that makes certificates into the npm package: `node bundle_certificates.mjs <folder>`, called by the Python side
// of the build. Who installs the package gets one file for it instead of thirty packages.

import { build } from "esbuild";
import { writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { licences, packages } from "./licences.mjs";

const web = dirname(fileURLToPath(import.meta.url));
const [folder] = process.argv.slice(2);

const { metafile } = await build({
  absWorkingDir: web,
  entryPoints: ["npm/certificates.mjs"],
  outfile: join(folder, "certificates.mjs"),
  // In its place.
  allowOverwrite: true,
  bundle: true,
  platform: "node",
  target: "node20",
  format: "esm",
  minify: true,
  legalComments: "none",
  logLevel: "warning",
  metafile: true,
});
await writeFile(join(folder, "licences.txt"), await licences(web, packages(metafile.inputs)));
