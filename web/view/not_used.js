/**
 * Says what is wrong with files that the page cannot use, over the workspace, which goes on without them.
 */

/** @type {HTMLElement | null} */
let shown = null;

/** @param {string} why in lines */
export function showNotUsed(why) {
  hideNotUsed();
  shown = document.createElement("div");
  shown.className = "drawing-fault not-used";
  shown.setAttribute("role", "alert");
  const text = document.createElement("pre");
  text.tabIndex = 0;
  text.textContent = why;
  const hide = document.createElement("button");
  hide.type = "button";
  hide.textContent = "Hide";
  hide.addEventListener("click", hideNotUsed);
  shown.append(text, hide);
  document.body.append(shown);
}

export function hideNotUsed() {
  shown?.remove();
  shown = null;
}
