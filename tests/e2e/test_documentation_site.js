/** The rules for which a colour scheme matters. */
const COLOURS = ["color-contrast", "link-in-text-block"];
const OTHERS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** What axe finds wrong, in colours or in all else: one line for each element; those of the theme's own controls once. */
export async function violations(inColours) {
  const runOnly = inColours ? { type: "rule", values: COLOURS } : OTHERS;
  const rules = inColours ? {} : Object.fromEntries(COLOURS.map((name) => [name, { enabled: false }]));
  const found = await window.axe.run(document, { runOnly, rules, resultTypes: ["violations"], iframes: false });
  return found.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, any, all, none }) => `${id}: ${target.join(" ")}: ${[...any, ...all, ...none][0]?.message}`),
  );
}

/** Leaves one of all rows that consist of the same kinds of elements: they have the same colours. */
export function leaveRowsThatLookDifferent() {
  const seen = new Set();
  const kind = ({ tagName, className }) => `${tagName}.${className}`;
  for (const row of document.querySelectorAll("article tbody tr")) {
    const kinds = [...row.querySelectorAll("*")].map((each) => `${kind(each.parentElement)} ${kind(each)}`);
    const look = [kind(row), ...new Set(kinds.sort())].join();
    if (seen.has(look)) row.remove();
    seen.add(look);
  }
}

/** What is wider than its room, so that its end is not seen: tables, code, links; and marks of Markdown that were left. */
export function cutOff() {
  const wide = [...document.querySelectorAll("article :is(.table-wrapper, pre)")]
    .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
    .map(({ textContent }) => textContent.trim().slice(0, 60));
  const parts = document.querySelectorAll(".live-tools, .live-tools > *, a.playground");
  const cut = [...parts].filter(
    (part) => part.scrollWidth > part.clientWidth + 1 && getComputedStyle(part).display !== "inline",
  );
  wide.push(...cut.map(({ textContent }) => textContent.trim()));
  const page = document.documentElement;
  if (page.scrollWidth > page.clientWidth) wide.push(`the page: ${page.scrollWidth} of ${page.clientWidth}`);
  const article = document.querySelector("article").cloneNode(true);
  for (const code of article.querySelectorAll("pre, code")) code.remove();
  return [...wide, ...(article.textContent.match(/\(`.*|\u2013[a-z]+/g) ?? [])];
}
