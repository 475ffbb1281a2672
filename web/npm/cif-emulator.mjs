#!/usr/bin/env node
// The command `cif-emulator`, in Node alone: its Python runs in the Pyodide that the page brings along.

const OLDEST_NODE = 20;

if (Number.parseInt(process.versions.node, 10) < OLDEST_NODE) {
  console.error(`cif-emulator needs Node ${OLDEST_NODE} or newer, and this is ${process.versions.node}`);
  process.exitCode = 2;
} else {
  const { runCommand } = await import("./command.mjs");
  const end = await runCommand(process.argv.slice(2));
  // Connections that a browser keeps open would keep Node alive.
  process.exit(end);
}
