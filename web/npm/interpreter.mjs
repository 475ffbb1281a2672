// The worker in which the command's Python runs.

import { readSync, writeSync } from "node:fs";
import { isatty } from "node:tty";
import { receiveMessageOnPort, workerData } from "node:worker_threads";
import { mountMachine } from "./files.mjs";
import { PAGE, startInterpreter } from "./starting.mjs";

const { words, counter, interruption, port, capturesOutput } = workerData;
/** Milliseconds until a full pipe is tried again. */
const PIPE_PAUSE = 5;

/** @type {object[]} events that came while an answer was awaited */
const waiting = [];
let asked = 0;

/** The next message, after at most so many milliseconds (none: however long it takes). @param {number} [patience] */
function received(patience = Number.POSITIVE_INFINITY) {
  const latest = Date.now() + patience;
  for (;;) {
    const seen = Atomics.load(counter, 0);
    const message = receiveMessageOnPort(port)?.message;
    if (message || Date.now() >= latest) return message;
    Atomics.wait(counter, 0, seen, latest - Date.now());
    if (interruption[0]) return undefined;
  }
}

/** @param {string} name @param {unknown[]} values */
const tell = (name, values) => port.postMessage({ name, values });

/** Ask for something without waiting; gives the answer's number. @param {string} name @param {unknown[]} values */
function ask(name, values) {
  port.postMessage({ number: ++asked, name, values });
  return asked;
}

/** What Python finds as the module `cif_emulator_node`: text and bytes go in and out, nothing else. */
const abilities = {
  page: PAGE,
  process: process.pid,
  tell: (/** @type {string} */ name, /** @type {string} */ values) => tell(name, JSON.parse(values)),
  ask: (/** @type {string} */ name, /** @type {string} */ values) => ask(name, JSON.parse(values)),
  /** Hand over a piece of a body. @param {number} request @param {any} content */
  send(request, content) {
    tell("body", [request, content.toJs()]);
    content.destroy();
  },
  /** Ask and wait; what else comes is kept. @param {string} name @param {string} values */
  call(name, values) {
    const number = ask(name, JSON.parse(values));
    for (;;) {
      const message = received();
      pyodide.checkInterrupt();
      if (message?.number === number && message.kind === "answer") return JSON.stringify(message);
      if (message) waiting.push(message);
    }
  },
  /**
   * All that has come, as JSON; waits for something if there is nothing. Python looks for Ctrl-C now and then only, and may
   * wait once more before it does: it is raised here.
   * @param {number} [patience]
   */
  events(patience) {
    const first = waiting.length ? undefined : received(patience);
    pyodide.checkInterrupt();
    const found = [...waiting.splice(0), ...(first ? [first] : [])];
    for (let more = receiveMessageOnPort(port); more; more = receiveMessageOnPort(port)) found.push(more.message);
    return JSON.stringify(found);
  },
};

/** Write all of it, also to a pipe that is full at times. @param {number} stream @param {Uint8Array} bytes */
function write(stream, bytes) {
  let begin = 0;
  while (begin < bytes.length) {
    try {
      begin += writeSync(stream, bytes, begin);
    } catch (thrown) {
      if (/** @type {NodeJS.ErrnoException} */ (thrown).code !== "EAGAIN") throw thrown;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PIPE_PAUSE);
    }
  }
  return bytes.length;
}

/** Where Python's output goes. @param {number} stream */
function output(stream) {
  if (!capturesOutput)
    return { write: (/** @type {Uint8Array} */ bytes) => write(stream, bytes), isatty: isatty(stream) };
  const decoder = new TextDecoder();
  return {
    write(/** @type {Uint8Array} */ bytes) {
      tell("output", [stream, decoder.decode(bytes, { stream: true })]);
      return bytes.length;
    },
  };
}

const pyodide = await startInterpreter();
mountMachine(pyodide.FS, process.cwd());
pyodide.setStdin({ read: (/** @type {Uint8Array} */ buffer) => readSync(0, buffer), isatty: isatty(0) });
pyodide.setStdout(output(1));
pyodide.setStderr(output(2));
pyodide.setInterruptBuffer(interruption);
pyodide.registerJsModule("cif_emulator_node", abilities);
const environment = JSON.stringify(process.env);
tell("end", [pyodide.pyimport("cif_emulator.cli.node.start").run(JSON.stringify(words), environment, process.cwd())]);
