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

const prefersDark = matchMedia("(prefers-color-scheme: dark)");
let followed = false;
/** "light" or "dark" where the page around has chosen for the reader. */
let chosen = "";
/** The rules of our sheets for readers who prefer dark. @type {CSSMediaRule[] | undefined} */
let darkRules;

const apply = () => setTheme(bothThemes()[(chosen ? chosen === "dark" : prefersDark.matches) ? "dark" : "light"]);

/**
 * Puts the Fluent tokens on the page, as a constructed style sheet (which the page's policy allows), and
 * follows the reader's choice of light or dark from then on. Calling it again does nothing.
 */
export function followColorScheme() {
  if (followed) return;
  followed = true;
  prefersDark.addEventListener("change", apply);
  apply();
}

/** A page in a sandbox may not read its sheets. @param {CSSStyleSheet} sheet @returns {CSSRule[]} */
function rulesOf(sheet) {
  try {
    return [...sheet.cssRules];
  } catch {
    return [];
  }
}

/**
 * Makes the page light or dark whatever the reader prefers, or, by any other text, as the reader prefers.
 *
 * @param {string} theme
 */
export function chooseTheme(theme) {
  const wanted = theme === "light" || theme === "dark" ? theme : "";
  if (wanted === chosen) return;
  chosen = wanted;
  document.documentElement.style.colorScheme = chosen;
  darkRules ??= [...document.styleSheets]
    .flatMap(rulesOf)
    .filter((rule) => rule instanceof CSSMediaRule)
    .filter(({ conditionText }) => conditionText === prefersDark.media);
  for (const { media } of darkRules) {
    media.mediaText = chosen ? (chosen === "dark" ? "all" : "not all") : prefersDark.media;
  }
  if (followed) apply();
}

/**
 * Gives an element the tokens of the theme that its `data-theme` names, "light" or "dark".
 *
 * @param {HTMLElement} element
 */
export function paintSurface(element) {
  setTheme(bothThemes()[element.dataset.theme === "light" ? "light" : "dark"], element);
}
