export function watch() {
  window.seen = [];
  new MutationObserver(() => {
    const bar = document.querySelector("[role=progressbar]");
    const entry =
      bar &&
      `${bar.getAttribute("aria-valuenow")} ${bar.getAttribute("aria-label")}: ${bar.getAttribute("aria-valuetext")}`;
    if (entry && window.seen.at(-1) !== entry) window.seen.push(entry);
  }).observe(document, {
    subtree: true,
    childList: true,
    attributes: true,
    attributeFilter: ["aria-valuenow", "aria-valuetext"],
  });
}
