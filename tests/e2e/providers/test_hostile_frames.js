export function aPageWithoutAnOriginOfItsOwnIsRefused(source) {
  const frame = document.createElement("iframe");
  frame.id = "stranger";
  frame.setAttribute("sandbox", "allow-scripts");
  frame.src = source;
  document.body.append(frame);
}

/** Counts the numbers that are written for people, and the searches of the document, in `window.made`. */
export function countWork() {
  window.made = 0;
  const stops = [];
  for (const [prototype, name] of [
    [Number.prototype, "toLocaleString"],
    [Document.prototype, "querySelectorAll"],
  ]) {
    const before = prototype[name];
    prototype[name] = function (...all) {
      window.made++;
      return before.apply(this, all);
    };
    stops.push(() => Object.assign(prototype, { [name]: before }));
  }
  window.stopCounting = () => {
    for (const stop of stops) stop();
  };
}

/** Twenty thousand calls that nobody waits for; `window.answered` counts those that have been answered. */
export function flood() {
  window.answered = 0;
  addEventListener("message", ({ data }) => {
    if (data.document === "flood") window.answered += data.ids?.length ?? 1;
  });
  for (let id = 1; id <= 20_000; id++) {
    top.postMessage({ cifEmulator: "call", document: "flood", id, method: "getMode", args: "[]" }, "*");
  }
}
