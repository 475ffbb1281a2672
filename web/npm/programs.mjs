// Other programs, and the signals that are meant for them.

import { spawn } from "node:child_process";
import { constants } from "node:os";

/** As far as the system knows them. */
const PASSED_ON = /** @type {NodeJS.Signals[]} */ (["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"]);

/** @param {() => void} interrupt what Ctrl-C does to Python */
export function programs(interrupt) {
  /** @type {import("node:child_process").ChildProcess | undefined} */
  let child;

  /** While no program runs, Ctrl-C is Python's. @returns {() => void} ends that */
  function listenForInterruption() {
    const listener = () => child ?? interrupt();
    process.on("SIGINT", listener);
    return () => process.off("SIGINT", listener);
  }

  /**
   * Run a program to its end; its exit code, or the negative number of the signal that ended it. It alone decides what
   * a signal does.
   * @param {string[]} words
   * @param {Record<string, string>} variables beside those of this process
   */
  function runProgram([program, ...rest], variables) {
    return new Promise((resolve, reject) => {
      const started = spawn(program, rest, {
        stdio: "inherit",
        env: { ...process.env, ...variables },
      });
      child = started;
      /** @param {NodeJS.Signals} signal */
      const passOn = (signal) => {
        // A terminal gives Ctrl-C to both.
        if (!(signal === "SIGINT" && process.stdin.isTTY)) started.kill(signal);
      };
      for (const signal of PASSED_ON) process.on(signal, passOn);
      const done = () => {
        for (const signal of PASSED_ON) process.off(signal, passOn);
        child = undefined;
      };
      started.on("error", (reason) => {
        done();
        reject(reason);
      });
      started.on("exit", (code, signal) => {
        done();
        resolve(signal ? -constants.signals[signal] : code);
      });
    });
  }

  return { listenForInterruption, abilities: { runProgram } };
}
