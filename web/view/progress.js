import { html, nothing, render } from "lit-html";
import { registerComponents } from "./components.js";
import { icon } from "./icons.js";
import { followColorScheme } from "./theme.js";

/**
 * @typedef {object} Failure
 * @property {string} title one line
 * @property {string} what the step that failed
 * @property {string} why the cause, in the words of whoever found it
 * @property {string[]} todo what the reader can do, one sentence each
 *
 * @typedef {object} Progress
 * @property {(text: string, fraction?: number) => void} step names the step under way and how much of the
 *   start is done, 0 to 1; without a fraction the bar runs on without an end
 * @property {(failure: Failure) => void} fail shows, in place of the bar, what failed and what to do
 * @property {() => void} done leaves `root` empty
 */

/** The grey outline of the workspace to come; index.html shows the same before any script has run. */
const outline = html`<div class="boot-outline" aria-hidden="true">
  <div class="boot-banner"></div>
  <div class="boot-rail"></div>
</div>`;

/** @param {number | undefined} fraction */
const percentage = (fraction) =>
  fraction === undefined ? nothing : Math.round(Math.min(1, Math.max(0, fraction)) * 100);

/** @param {string} title @param {string} text @param {number | typeof nothing} percent */
const stepTemplate = (title, text, percent) =>
  html`<div class="boot-card">
    <h1>${title}</h1>
    <fluent-progress-bar
      role="progressbar"
      thickness="large"
      aria-label=${title}
      aria-valuemin="0"
      aria-valuemax="100"
      aria-valuenow=${percent}
      aria-valuetext=${text}
      value=${percent}
    ></fluent-progress-bar>
    <p role="status">${text}</p>
  </div>`;

/** @param {Failure} failure */
const failureTemplate = (failure) =>
  html`<div class="boot-card failure" role="alert">
    <h1>${icon("error")}<span>${failure.title}</span></h1>
    <dl>
      <dt>What failed</dt>
      <dd>${failure.what}</dd>
      <dt>Why</dt>
      <dd class="why" tabindex="0">${failure.why}</dd>
    </dl>
    ${
      failure.todo.length > 0
        ? html`<h2>What to do</h2>
          <ul>
            ${failure.todo.map((sentence) => html`<li>${sentence}</li>`)}
          </ul>`
        : nothing
    }
    <fluent-button role="button" appearance="primary" @click=${() => location.reload()}
      >Try again</fluent-button
    >
  </div>`;

/**
 * The page shown while the workspace starts, inside `root`, in place of what is there; or, `over` it, while it is reset.
 *
 * @param {HTMLElement} root
 * @param {{ title?: string, over?: boolean }} [options]
 * @returns {Progress}
 */
export function createProgress(root, { title = "Starting the workspace", over = false } = {}) {
  registerComponents();
  followColorScheme();
  const host = document.createElement("div");
  host.className = "workspace-host";
  if (over) {
    host.classList.add("boot-over");
    root.append(host);
  } else {
    root.replaceChildren(host);
  }
  /** @param {unknown} card */
  const show = (card) => render(html`<main class="boot">${outline}${card}</main>`, host);
  return {
    step: (text, fraction) => show(stepTemplate(title, text, percentage(fraction))),
    fail: (failure) => show(failureTemplate(failure)),
    done: () => host.remove(),
  };
}
