import { html, nothing } from "lit-html";
import { icon } from "./icons.js";

/**
 * A page that says in words why there is nothing else to see.
 *
 * @param {string} heading
 * @param {string} text
 * @param {{ label: string, value: string }[]} details
 */
export const explanation = (heading, text, details) =>
  html`<article class="page explanation">
    <div class="card">
      <span class="page-icon">${icon("explanation")}</span>
      <h1>${heading}</h1>
      <p>${text}</p>
      ${
        details.length > 0
          ? html`<dl class="details">
            ${details.map(({ label, value }) => html`<div><dt>${label}</dt><dd>${value}</dd></div>`)}
          </dl>`
          : nothing
      }
    </div>
  </article>`;
