/** The emulator's server as another process, for as long as a worker runs. */

const { spawn } = require("node:child_process");
const { createInterface } = require("node:readline");
const { join } = require("node:path");
const { Refused } = require("./values.js");

/** The package's own command. */
const COMMAND = join(__dirname, "../npm/cif-emulator.mjs");

/**
 * Serve a workspace; gives its address and what ends the server.
 *
 * Throws what the command says where it refuses, as `cif-emulator check` says it of a wrong configuration.
 * @param {readonly string[]} options @param {string} folder what names of files are relative to
 * @param {number} timeout milliseconds
 * @returns {Promise<{ url: string, stop(): Promise<void> }>}
 */
async function startServer(options, folder, timeout) {
  const child = spawn(process.execPath, [COMMAND, "serve", "--json", "--port", "0", ...options], {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const kill = () => void child.kill();
  process.once("exit", kill);
  const ended = new Promise((resolve) => child.once("close", resolve));
  let told = "";
  child.stderr.setEncoding("utf8").on("data", (text) => (told = (told + text).slice(-10_000)));
  const stop = async () => {
    process.off("exit", kill);
    kill();
    await ended;
  };
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  const line = await Promise.race([
    new Promise((resolve) => createInterface(child.stdout).once("line", resolve)),
    ended.then(() => null),
    new Promise((_, reject) => child.once("error", reject)),
    new Promise((resolve) => (timer = setTimeout(resolve, timeout, undefined))),
  ]);
  clearTimeout(timer);
  if (typeof line === "string") return { url: JSON.parse(line).url, stop };
  await stop();
  if (line === null) throw new Refused(told.trim() || `cif-emulator serve has ended with code ${child.exitCode}`);
  throw new Refused(`cif-emulator serve was not ready after ${timeout} ms:\n${told.trim()}`);
}

module.exports = { startServer };
