/**
 * Data files that are dropped on the page.
 */
import { html, render } from "lit-html";
import { icon } from "./icons.js";

/** @param {DragEvent} event */
const hasFiles = (event) => event.dataTransfer?.types.includes("Files") ?? false;

const hint = html`<div class="drop-card">
  ${icon("download")}
  <p>Drop CSV, JSON, data.xml or a zip file of it to add records</p>
</div>`;

/**
 * Shows, while files are over the page, what becomes of them.
 *
 * @param {(files: File[]) => void} add
 */
export function acceptDroppedFiles(add) {
  const host = document.createElement("div");
  host.className = "drop-files";
  host.hidden = true;
  render(hint, host);
  document.body.append(host);
  /** Elements that the files are over: entering a child comes before leaving its parent. */
  let over = 0;

  /** @param {number} count */
  function show(count) {
    over = count;
    host.hidden = over <= 0;
  }

  addEventListener("dragenter", (event) => hasFiles(event) && show(over + 1));
  addEventListener("dragleave", (event) => hasFiles(event) && show(over - 1));
  addEventListener("dragover", (event) => {
    // What is typed into may take text, but never a file.
    if (hasFiles(event)) event.preventDefault();
  });
  addEventListener("drop", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    show(0);
    add([...(event.dataTransfer?.files ?? [])]);
  });
}
