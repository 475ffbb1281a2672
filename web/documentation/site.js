/**
 * What the site's pages do. Parts that can be scrolled can be reached by keyboard, and the theme's columns have names.
 *
 * Code blocks that the reader can run: a Run button below each, and one workspace on the page, which comes with the
 * first Run and moves nowhere. A script runs here, in the reader's page; `Microsoft` and `cifEmulator` are the workspace's.
 *
 * Those that the playground can run lead there, too, with the configuration that they need.
 *
 * No module, so that it also runs where the pages are opened as files; there, no workspace and no playground can be.
 */
{
  /** The documentation's own folder is the parent of this script's. */
  const SITE = new URL("..", /** @type {HTMLScriptElement} */ (document.currentScript).src);
  const WORKSPACE = new URL("workspace/", SITE);
  const PLAYGROUND = new URL("play/", WORKSPACE);

  const AsyncFunction = /** @type {any} */ (async () => {}).constructor;

  /** @type {Promise<any> | undefined} */
  let workspace;

  /** @param {Element} place */
  async function opened(place) {
    await import(new URL("embed.js", WORKSPACE).href);
    const element = /** @type {any} */ (document.createElement("agent-workspace"));
    element.setAttribute("src", WORKSPACE.href);
    element.className = "live-workspace";
    place.after(element);
    await element.ready;
    return element;
  }

  /** What a script gave, as a line; a Map and the like by their entries. @param {unknown} value */
  function shown(value) {
    if (value === undefined) return "done";
    const plain = value instanceof Map ? Object.fromEntries(value) : value;
    return typeof plain === "string" ? plain : JSON.stringify(plain, null, 2);
  }

  /** The value of a script that ends with an expression, as a console gives it. @param {string} code */
  function script(code) {
    const parts = ["Microsoft", "cifEmulator", "document"];
    const lines = code.trimEnd().split("\n");
    for (let first = lines.length - 1; first >= 0; first--) {
      const [before, last] = [lines.slice(0, first).join("\n"), lines.slice(first).join("\n").replace(/;\s*$/, "")];
      try {
        return new AsyncFunction(...parts, `${before}\nreturn (${last}\n);`);
      } catch {
        // No expression begins here: the line before is tried.
      }
    }
    return new AsyncFunction(...parts, code);
  }

  const codeOf = (/** @type {Element | undefined} */ block) => block?.querySelector("pre")?.textContent ?? "";

  /** The last configuration above a block that needs one. @param {Element} block */
  function configurationOf(block) {
    if (!block.matches(".configured")) return "";
    const isAbove = (/** @type {Element} */ each) =>
      each.compareDocumentPosition(block) & Node.DOCUMENT_POSITION_FOLLOWING;
    return codeOf([...document.querySelectorAll(".configuration")].filter(isAbove).at(-1));
  }

  /** A place below a block for what can be done with it, with a link to the playground. @param {Element} block */
  function toolsBelow(block) {
    const tools = document.createElement("div");
    tools.className = "live-tools";
    const open = document.createElement("a");
    open.textContent = "Open in the playground";
    const link = async () => {
      const { fragmentOf } = await import(new URL("share.js", PLAYGROUND).href);
      const texts = { script: codeOf(block), configuration: configurationOf(block) };
      open.href = new URL(await fragmentOf(texts), PLAYGROUND).href;
      tools.append(open);
    };
    // The site stands without its workspace: there is no playground to lead to.
    link().catch(() => {});
    block.after(tools);
    return tools;
  }

  /** @param {Element} block */
  function enhance(block) {
    const tools = toolsBelow(block);
    if (!block.matches(".live")) return;
    const run = document.createElement("button");
    run.type = "button";
    run.textContent = "Run";
    const reset = document.createElement("button");
    reset.type = "button";
    reset.textContent = "Reset";
    reset.hidden = true;
    const outcome = document.createElement("pre");
    outcome.className = "live-outcome";
    outcome.setAttribute("role", "status");
    outcome.hidden = true;

    /** @param {(workspace: any) => unknown} what */
    const doing = async (what) => {
      run.disabled = reset.disabled = true;
      outcome.hidden = false;
      outcome.textContent = "…";
      delete outcome.dataset.refused;
      try {
        workspace ??= opened(outcome);
        outcome.textContent = shown(await what(await workspace));
        reset.hidden = false;
      } catch (refused) {
        outcome.dataset.refused = "";
        outcome.textContent = String(refused);
      }
      run.disabled = reset.disabled = false;
    };
    run.addEventListener("click", () => doing((one) => script(codeOf(block))(one.Microsoft, one, document)));
    reset.addEventListener("click", () => doing((one) => one.reset()));
    tools.prepend(run, reset);
    tools.after(outcome);
  }

  for (const part of document.querySelectorAll("pre, .table-wrapper")) {
    if (part.scrollWidth > part.clientWidth) part.setAttribute("tabindex", "0");
  }
  document.querySelector("aside.sidebar-drawer")?.setAttribute("aria-label", "All pages");
  document.querySelector("aside.toc-drawer")?.setAttribute("aria-label", "On this page");
  if (location.protocol === "file:") document.querySelector(".playground")?.closest("ul")?.remove();
  else for (const block of document.querySelectorAll(".live, .configured")) enhance(block);
}
