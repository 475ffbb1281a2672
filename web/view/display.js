/**
 * How the page around wants the workspace to look: which parts are hidden, light or dark.
 */
import { firstDisplay } from "../border/boot/embedding.js";
import { chooseTheme } from "./theme.js";

/** @param {import("../border/boot/embedding.js").Display} display */
export function display({ hide, theme }) {
  document.documentElement.dataset.hide = hide;
  chooseTheme(theme);
}

display(firstDisplay);
