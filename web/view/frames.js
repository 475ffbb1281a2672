import { html } from "lit-html";
import { explanation } from "./explanation.js";
import { webAddress } from "./fields.js";
import { icon } from "./icons.js";

/**
 * @import { PageView } from "../generated/snapshot"
 *
 * @typedef {Extract<PageView, { kind: "site" }>} SitePage
 * @typedef {Extract<PageView, { kind: "web-resource" }>} WebResourcePage
 */

/** What a third-party site may do; camera, microphone and leaving with the whole page are not in it. */
const permissions = "allow-forms allow-popups allow-scripts allow-modals allow-downloads";

/**
 * A third-party site in a sandboxed frame. A site on the workspace's own origin is not given that origin:
 * with it and with scripts it could take its own sandbox away.
 *
 * @param {SitePage} page
 */
export function sitePage(page) {
  const url = webAddress(page.url);
  if (!url)
    return explanation(
      "This address cannot be shown",
      "A third-party website needs an address that begins with https:// or http://.",
      [{ label: "Address", value: page.url }],
    );
  const sandbox = url.origin === location.origin ? permissions : `${permissions} allow-same-origin`;
  return html`<div class="frame-page">
    <h1 class="visually-hidden">${page.heading}</h1>
    <div class="address">
      <span class="address-text" title=${url.href}>${url.href}</span>
      <a
        class="link"
        href=${url.href}
        target="_blank"
        rel="noopener noreferrer"
        title="If the page stays empty, the site may forbid being framed"
        >Open in a new window${icon("open")}</a
      >
    </div>
    <iframe
      title=${page.heading || "Third-party website"}
      sandbox=${sandbox}
      allow="camera 'none'; microphone 'none'"
      src=${url.href}
    ></iframe>
  </div>`;
}

/**
 * A web resource of the organisation, which shares the workspace's origin and reaches it by `window.parent`.
 *
 * @param {WebResourcePage} page
 */
export function webResourcePage(page) {
  const url = webAddress(page.url);
  if (url?.origin !== location.origin)
    return explanation(
      "This web resource cannot be shown",
      "A web resource belongs to the workspace's own origin; another address needs a third-party website.",
      [
        { label: "Address", value: page.url },
        { label: "Workspace's origin", value: location.origin },
      ],
    );
  return html`<div class="frame-page">
    <h1 class="visually-hidden">${page.heading}</h1>
    <iframe title=${page.heading || "Web resource"} src=${url.href}></iframe>
  </div>`;
}
