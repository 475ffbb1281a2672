// Runs commands of the installed npm package one after the other in one interpreter: `node npm_commands.mjs <job as JSON>`,
// whose `npm` is the package's folder `npm`, `calls` the words of each command, `folder` the present one, and `drives`, if it is
// given, a folder in which the drives of Windows are (`C` for `C:`). Prints a list of exit code, output and errors for each.

import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";

const { npm, calls, folder, drives } = JSON.parse(process.argv[2]);
/** @param {string} name */
const loaded = (name) => import(pathToFileURL(join(npm, name)).href);
const { PAGE, startInterpreter } = await loaded("starting.mjs");
const { mountMachine } = await loaded("files.mjs");

/** The package has a drive of its own. @param {string} root */
const folderOf = (root) => (root === "P:" ? dirname(PAGE) : join(drives, root.replaceAll(":", "")));
const page = drives ? "P:\\page" : PAGE;

const pyodide = await startInterpreter();
mountMachine(pyodide.FS, folder, drives ? folderOf : undefined);
/** @type {Buffer[][]} */
const said = [];
for (const [stream, option] of ["setStdout", "setStderr"].entries()) {
  pyodide[option]({
    /** @param {Uint8Array} bytes */
    write(bytes) {
      said[stream].push(Buffer.from(bytes));
      return bytes.length;
    },
  });
}
/** Nobody connects. */
const answers = { listen: { number: 1, port: 4280 } };
pyodide.registerJsModule("cif_emulator_node", {
  page,
  tell() {},
  /** @param {"listen"} name */
  call: (name) => JSON.stringify({ value: answers[name] }),
});
const begin = pyodide.pyimport("cif_emulator.cli.node.start");
const environment = JSON.stringify(drives ? { TEMP: "C:\\Temp", LOCALAPPDATA: "C:\\Local" } : process.env);
const results = calls.map((/** @type {string[]} */ words) => {
  said.splice(0, 2, [], []);
  const code = begin.run(JSON.stringify(words), environment, folder);
  return [code, ...said.map((pieces) => Buffer.concat(pieces).toString())];
});
process.stdout.write(JSON.stringify(results), () => process.exit(0));
