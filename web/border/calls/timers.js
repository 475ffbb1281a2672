/**
 * Timers for Python are the browser's, so that a test's fake clock drives them.
 */
import { ask } from "./supervisor.js";

/** Browsers treat longer delays as zero. */
const LONGEST = 2 ** 31 - 1;

/** @type {Map<string, number>} */
const running = new Map();

/** @param {string} id @param {number | null} milliseconds `null` stops it */
export function setTimer(id, milliseconds) {
  clearTimeout(running.get(id));
  running.delete(id);
  if (milliseconds === null) return;
  const elapsed = () => {
    running.delete(id);
    ask("cifEmulator.timer", "timer_elapsed", id);
  };
  running.set(id, setTimeout(elapsed, Math.min(milliseconds, LONGEST)));
}

/** Stops all: Python was restarted. */
export function stopTimers() {
  for (const timer of running.values()) clearTimeout(timer);
  running.clear();
}
