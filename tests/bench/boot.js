/** Says on the console how the start went: a test tool that asks the page meanwhile runs scripts of its own in it. */
export function watch() {
  window.bench = { blocks: [], compiled: 0 };
  window.bench.handle = new Promise((resolve) => {
    let handle;
    Object.defineProperty(window, "cifEmulator", { get: () => handle, set: (given) => resolve((handle = given)) });
  });
  new PerformanceObserver((list) => {
    for (const { duration, startTime } of list.getEntries()) window.bench.blocks.push({ duration, startTime });
  }).observe({ type: "longtask", buffered: true });
  for (const name of ["instantiateStreaming", "compileStreaming"]) {
    const original = WebAssembly[name];
    WebAssembly[name] = async (...all) => {
      const result = await original.apply(WebAssembly, all);
      window.bench.compiled = performance.now();
      return result;
    };
  }
  const say = (what) => console.debug(`bench ${JSON.stringify(what)}`);
  found().then(say, (error) => say({ error: String(error) }));
}

async function found() {
  await (await window.bench.handle).ready;
  const at = performance.now();
  // Long tasks are told a little later.
  await new Promise((resolve) => setTimeout(resolve, 100));
  const loads = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")];
  const [{ responseEnd: arrived }] = performance.getEntriesByType("navigation");
  const painted = performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? Number.NaN;
  const { blocks, compiled } = window.bench;
  // Over a network, what runs as soon as the module is compiled is the interpreter's own start, in one piece.
  const own = blocks.find(({ startTime, duration }) => startTime + duration > compiled);
  const longest = blocks.toSorted((one, other) => other.duration - one.duration)[0];
  const others = blocks.filter((block) => block !== own).map(({ duration }) => duration);
  const before = loads.filter((entry) => entry.responseEnd <= at);
  return {
    ready: at,
    compiled,
    downloaded: Math.max(...before.map((entry) => entry.responseEnd)),
    bytes: loads.reduce((sum, entry) => sum + entry.transferSize, 0),
    block: longest?.duration ?? 0,
    blockBegan: longest?.startTime ?? 0,
    own: own?.duration ?? 0,
    others: Math.max(0, ...others),
    painted: painted - arrived,
  };
}

/** Milliseconds until so many `<agent-workspace>` on this page are ready; then they are removed. */
export async function together(count) {
  await import("/embed.js");
  const begun = performance.now();
  const elements = Array.from({ length: count }, () => document.createElement("agent-workspace"));
  document.body.append(...elements);
  await Promise.all(elements.map(({ ready }) => ready));
  const took = performance.now() - begun;
  for (const element of elements) element.remove();
  return took;
}
