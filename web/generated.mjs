// What tsc and the bundle need, and only Python can write: says how, if it is not there.

import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

if (!existsSync(fileURLToPath(new URL("generated/types.d.ts", import.meta.url)))) {
  console.error(
    "web/generated is not there: Python writes it out of py/cif_emulator/api/. In the project's folder run\n" +
      "    python -m page_build\n" +
      "with the Python of an environment that has the project (CONTRIBUTING.md, \u201cSet up\u201d), then this again.",
  );
  process.exit(1);
}
