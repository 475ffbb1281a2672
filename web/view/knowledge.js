import { html, nothing } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { repeat } from "lit-html/directives/repeat.js";
import { icon } from "./icons.js";

/**
 * @import { ArticleView, PageView } from "../generated/snapshot"
 * @import { AgentAction } from "./workspace.js"
 *
 * @typedef {Extract<PageView, { kind: "knowledge" }>} KnowledgePage
 */

/** @param {ArticleView} article */
const about = ({ number, state }) => [number, state].filter(Boolean).join(" · ");

/** @param {ArticleView} article @param {AgentAction} act */
const sendButton = (article, act) =>
  html`<button
    type="button"
    class="tool with-text"
    aria-label=${`Send ${article.title}`}
    title="Send to the customer"
    @click=${() => act("sendArticle", article.recordId)}
  >
    ${icon("send")}<span>Send</span>
  </button>`;

/** @param {ArticleView} article @param {KnowledgePage} page @param {AgentAction} act */
const entryTemplate = (article, page, act) =>
  html`<li
    class="article-entry"
    data-record-id=${article.recordId}
    aria-current=${article.recordId === page.article?.recordId ? "true" : nothing}
  >
    <div class="article-text">
      <button
        type="button"
        role="link"
        class="link"
        @click=${() => act("showArticle", page.tabId, article.recordId)}
        >${article.title}</button
      >
      <p class="article-about">${about(article)}</p>
      <p class="article-excerpt">${article.excerpt}</p>
    </div>
    ${sendButton(article, act)}
  </li>`;

/** @param {NonNullable<KnowledgePage["article"]>} article @param {KnowledgePage} page @param {AgentAction} act */
const articleTemplate = (article, page, act) =>
  html`<section class="card article" aria-label=${article.title}>
    <div class="article-commands">
      <button type="button" class="tool with-text" @click=${() => act("showArticle", page.tabId, null)}>
        ${icon("close")}<span>Close</span>
      </button>
      ${sendButton(article, act)}
    </div>
    <h2 title=${article.title}>${article.title}</h2>
    <p class="article-about">${about(article)}</p>
    ${article.paragraphs.map((text) => html`<p class="article-paragraph">${text}</p>`)}
  </section>`;

/**
 * Knowledge articles: to find, to read, to send.
 *
 * @param {KnowledgePage} page
 * @param {AgentAction} act
 */
export const knowledgePage = (page, act) =>
  html`<article class="page knowledge">
    <header class="page-header">
      <span class="page-icon">${icon("book")}</span>
      <div class="page-titles">
        <h1 title=${page.heading}>${page.heading}</h1>
        <p class="subheading">${page.articles.length === 1 ? "1 article" : `${page.articles.length} articles`}</p>
      </div>
      <label class="quick-filter"
        >${icon("search")}<input
          type="search"
          aria-label="Search knowledge"
          placeholder="Search knowledge"
          maxlength="200"
          autocomplete="off"
          .value=${live(page.searchText)}
          @input=${(/** @type {Event} */ event) =>
            act("searchArticles", page.tabId, /** @type {HTMLInputElement} */ (event.currentTarget).value)}
      /></label>
    </header>
    <div class="articles" ?data-open=${page.article !== null}>
      ${
        page.articles.length > 0
          ? html`<ul class="card article-list" aria-label="Articles">
            ${repeat(
              page.articles,
              (article) => article.recordId,
              (article) => entryTemplate(article, page, act),
            )}
          </ul>`
          : html`<p class="empty">${page.searchText ? `No articles match “${page.searchText}”.` : "There are no articles."}</p>`
      }
      ${page.article ? articleTemplate(page.article, page, act) : nothing}
    </div>
  </article>`;
