import { html, nothing } from "lit-html";
import { icon } from "./icons.js";

/**
 * @import { PageView } from "../generated/snapshot"
 *
 * @typedef {Extract<PageView, { kind: "conversation" }>} ConversationPage
 */

/**
 * A conversation without a customer's record: what the session knows of it.
 *
 * @param {ConversationPage} page
 */
export const conversationPage = (page) =>
  html`<article class="page conversation">
    <header class="page-header">
      <span class="page-icon">${icon(page.icon)}</span>
      <div class="page-titles">
        <h1 title=${page.heading}>${page.heading}</h1>
        <p class="subheading">${page.subheading}</p>
      </div>
    </header>
    <section class="card" aria-label="Conversation">
      <h2>Conversation</h2>
      ${
        page.details.length > 0
          ? html`<dl class="fields">
            ${page.details.map(
              ({ label, value }) => html`<div class="field"><dt title=${label}>${label}</dt><dd>${value}</dd></div>`,
            )}
          </dl>`
          : nothing
      }
      <p class="conversation-note">${page.note}</p>
    </section>
  </article>`;
