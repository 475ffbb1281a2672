/** How many timers without a delay are set while so many contacts are loaded. */
export async function timersWhileLoading(count) {
  const rows = Array.from({ length: count }, (_, number) => `Row ${number}`);
  const file = new File([["lastname", ...rows].join("\n")], "contact.csv");
  const { setTimeout } = window;
  let timers = 0;
  window.setTimeout = (run, delay, ...more) => {
    if (!delay) timers++;
    return setTimeout(run, delay, ...more);
  };
  try {
    const added = await cifEmulator.load(file);
    return { rows: added.rows, timers };
  } finally {
    window.setTimeout = setTimeout;
  }
}
