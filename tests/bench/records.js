export async function ask(queries) {
  const taken = [];
  const until = performance.now() + 2000;
  for (const options of queries) {
    const begun = performance.now();
    await Xrm.WebApi.retrieveMultipleRecords("contact", `?${options}`);
    taken.push(performance.now() - begun);
    if (taken.length >= 10 && performance.now() > until) break;
  }
  return taken;
}

/** When the last byte of the records was there, in milliseconds since the navigation began. */
export function arrived() {
  const [entry] = performance.getEntriesByType("resource").filter(({ name }) => name.endsWith(".sqlite"));
  return entry.responseEnd;
}

/** How long the workspace takes to add the records of a file, in milliseconds; they are gone afterwards. */
export async function load(file) {
  const begun = performance.now();
  const { rows } = await cifEmulator.load(file);
  const taken = performance.now() - begun;
  if (rows === 0) throw new Error("nothing was added");
  await cifEmulator.reset();
  return taken;
}
