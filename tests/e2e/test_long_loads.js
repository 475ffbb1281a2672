export function watch() {
  window.seen = [];
  window.pauses = { all: 0, loading: 0 };
  window.begun = { all: performance.now(), loading: null };
  let last = performance.now();
  setInterval(() => {
    const now = performance.now();
    window.pauses.all = Math.max(window.pauses.all, now - last);
    if (window.begun.loading !== null)
      window.pauses.loading = Math.max(window.pauses.loading, now - Math.max(last, window.begun.loading));
    last = now;
  }, 10);
  new MutationObserver(() => {
    const bar = document.querySelector("[role=progressbar]");
    const entry =
      bar &&
      `${bar.getAttribute("aria-valuenow")} ${bar.getAttribute("aria-label")}: ${bar.getAttribute("aria-valuetext")}`;
    if (entry && window.seen.at(-1) !== entry) window.seen.push(entry);
    if (entry?.includes("Loading records")) window.begun.loading ??= performance.now();
  }).observe(document, {
    subtree: true,
    childList: true,
    attributes: true,
    attributeFilter: ["aria-valuenow", "aria-valuetext"],
  });
  addEventListener("load", () =>
    cifEmulator.ready.then(() => {
      const now = performance.now();
      window.shares = [
        window.pauses.loading / (now - window.begun.loading),
        window.pauses.all / (now - window.begun.all),
      ];
    }),
  );
}
