/**
 * Runs long work of Python in slices: the page draws and answers in between.
 */

/** Longer work is interrupted. */
export const LONGEST_TURN_MS = 40;

/** Where there is a scheduler: timers that follow one another wait for four milliseconds each. */
const scheduler = /** @type {{ postTask(task: () => void, options: { delay: number }): Promise<void> } | undefined} */ (
  Reflect.get(globalThis, "scheduler")
);

/** After a delay, for what has none goes before the page's timers that are due. */
export const aTurnForThePage = () =>
  scheduler ? scheduler.postTask(() => {}, { delay: 1 }) : new Promise((resolve) => setTimeout(resolve));

/**
 * Carries out the steps of a Python generator; gives the last thing that it yields, unless that was progress.
 * @param {{ next(): { done?: boolean, value: string } }} steps yield `~` and `[text, share]` as JSON, or anything else
 * @param {(text: string, share: number) => void} progress told before the page has its turn
 */
export async function inTurns(steps, progress) {
  let last = "";
  let begun = performance.now();
  for (let step = steps.next(); !step.done; step = steps.next()) {
    last = step.value;
    if (last[0] !== "~" || performance.now() - begun < LONGEST_TURN_MS) continue;
    const [text, share] = JSON.parse(last.slice(1));
    progress(text, share);
    await aTurnForThePage();
    begun = performance.now();
  }
  return last;
}
