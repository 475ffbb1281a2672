/**
 * Says that the page shows an earlier state, because the present one could not be drawn. It stands beside the workspace's
 * own elements: those are what may be broken.
 */

/** @type {HTMLElement | null} */
let shown = null;

/** @param {string} why */
export function showDrawingFault(why) {
  if (!shown) {
    shown = document.createElement("div");
    shown.className = "drawing-fault";
    shown.setAttribute("role", "alert");
    document.body.append(shown);
  }
  shown.textContent =
    `The workspace could not be drawn: ${why}. The page shows the last state that could; the next change is ` +
    "drawn again. The inspector has the details.";
}

export function hideDrawingFault() {
  shown?.remove();
  shown = null;
}
