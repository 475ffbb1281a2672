import { createDarkTheme, createLightTheme } from "@fluentui/tokens";
import { setTheme } from "@fluentui/web-components/theme/set-theme.js";

/**
 * The workspace's own brand colours, dark to light, in the steps that Fluent themes are made of.
 * One hue in equal steps of lightness; white text on 80 and darker has a contrast above 4.5.
 *
 * @type {import("@fluentui/tokens").BrandVariants}
 */
const brand = {
  10: "#0a0b29",
  20: "#131341",
  30: "#1c1b5a",
  40: "#262375",
  50: "#312f8c",
  60: "#3c3ba4",
  70: "#4748ba",
  80: "#5356cd",
  90: "#6a72e0",
  100: "#8690ee",
  110: "#98a3f2",
  120: "#a8b3f5",
  130: "#b7c0f7",
  140: "#cad2fa",
  150: "#dee3fc",
  160: "#eff1fe",
};

/** @type {{ light: import("@fluentui/tokens").Theme, dark: import("@fluentui/tokens").Theme } | undefined} */
let themes;

function bothThemes() {
  return (themes ??= { light: createLightTheme(brand), dark: createDarkTheme(brand) });
}

let followed = false;

/**
 * Puts the Fluent tokens on the page, as a constructed style sheet (which the page's policy allows), and
 * follows the reader's choice of light or dark from then on. Calling it again does nothing.
 */
export function followColorScheme() {
  if (followed) return;
  followed = true;
  const { light, dark } = bothThemes();
  const query = matchMedia("(prefers-color-scheme: dark)");
  const apply = () => setTheme(query.matches ? dark : light);
  query.addEventListener("change", apply);
  apply();
}

/**
 * Gives an element the tokens of the theme that its `data-theme` names, "light" or "dark".
 *
 * @param {HTMLElement} element
 */
export function paintSurface(element) {
  setTheme(bothThemes()[element.dataset.theme === "light" ? "light" : "dark"], element);
}
