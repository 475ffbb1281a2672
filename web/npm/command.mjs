// Runs a command: its Python in a worker, which may block, and here all that Python cannot do there.
//
// The worker asks with messages, each of which has a number for its answer; what happens meanwhile (requests, signals) goes
// to it in the same way. It waits on a counter that they share, so that Python may wait, too.

import { MessageChannel, Worker } from "node:worker_threads";
import { browserOpener } from "./browser.mjs";
import { lookAt } from "./looking.mjs";
import { programs } from "./programs.mjs";
import { replaying } from "./replaying.mjs";
import { checkCertificate, servers } from "./servers.mjs";

/** Python raises `KeyboardInterrupt` when it finds this number in the buffer. */
const INTERRUPTED = 2;

/**
 * Run a command to its end.
 * @param {string[]} words what is written after `cif-emulator`
 * @param {{ onOutput?: (stream: 1 | 2, text: string) => void, until?: Promise<void> }} [options] `onOutput` gets what would go to
 *   the standard output (1) and the standard error (2); `until` ends the command as Ctrl-C does
 * @returns {Promise<number>} the exit code
 */
export function runCommand(words, { onOutput, until } = {}) {
  const counter = new Int32Array(new SharedArrayBuffer(4));
  const interruption = new Uint8Array(new SharedArrayBuffer(1));
  const { port1: port, port2: workersPort } = new MessageChannel();

  /** @param {object} event */
  const tell = (event) => {
    port.postMessage(event);
    Atomics.add(counter, 0, 1);
    Atomics.notify(counter, 0);
  };
  const interrupt = () => {
    interruption[0] = INTERRUPTED;
    tell({ kind: "interrupted" });
  };
  const served = servers(tell);
  const running = programs(interrupt);
  /** @type {Record<string, (...values: any[]) => unknown>} what the worker may ask for */
  const abilities = {
    ...served,
    ...running.abilities,
    ...replaying(),
    checkCertificate,
    makeCertificate: async (/** @type {string[]} */ names) =>
      (await import("./certificates.mjs")).makeCertificate(names),
    lookAt,
    openBrowser: browserOpener(),
    output: onOutput ?? (() => {}),
  };

  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./interpreter.mjs", import.meta.url), {
      // Options of the program that calls this are not meant for it.
      execArgv: [],
      workerData: { words, counter, interruption, port: workersPort, capturesOutput: onOutput !== undefined },
      transferList: [workersPort],
    });
    until?.then(interrupt);
    const stopListening = until ? () => {} : running.listenForInterruption();
    port.on("message", async ({ number, name, values }) => {
      if (name === "end") {
        stopListening();
        port.close();
        await served.closeAll();
        await worker.terminate();
        resolve(values[0]);
        return;
      }
      try {
        const value = await abilities[name](...values);
        if (number !== undefined) tell({ kind: "answer", number, value });
      } catch (thrown) {
        if (number === undefined) throw thrown;
        const { code, errno, message } = /** @type {NodeJS.ErrnoException} */ (thrown);
        tell({ kind: "answer", number, refused: { code, errno, message } });
      }
    });
    worker.on("error", reject);
  });
}
