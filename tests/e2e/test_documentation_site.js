/** What axe finds wrong, one line for each element; those of the theme's own controls once. */
export async function violations() {
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  const found = await window.axe.run(document, { runOnly: tags, resultTypes: ["violations"], iframes: false });
  return found.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, any, all, none }) => `${id}: ${target.join(" ")}: ${[...any, ...all, ...none][0]?.message}`),
  );
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
