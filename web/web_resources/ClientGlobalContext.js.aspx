/**
 * What a web resource loads to find `Xrm` and `GetGlobalContext`: those of the workspace that shows it, or that has
 * opened its window.
 */
(() => {
  const above = (page) => {
    const pages = [page];
    while (page !== page.parent) pages.push((page = page.parent));
    return pages;
  };
  const find = (pages) => {
    for (const page of pages) {
      try {
        if (page.Xrm) return page.Xrm;
      } catch {
        // A page of another origin.
      }
    }
    return undefined;
  };
  const xrm = find([...above(window), ...(window.opener ? above(window.opener) : [])]);
  if (!xrm) {
    console.warn("ClientGlobalContext.js.aspx: no workspace was found: Xrm is there in pages that the workspace shows.");
    return;
  }
  window.Xrm ??= xrm;
  window.GetGlobalContext ??= () => xrm.Utility.getGlobalContext();
})();
