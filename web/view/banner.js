import { html, nothing } from "lit-html";
import { download } from "./download.js";
import { icon, waffle } from "./icons.js";
import { menuButton } from "./menu.js";
import { presenceSelector } from "./presence.js";

/**
 * @import { Snapshot } from "../generated/snapshot"
 * @import { SiteMapEntry } from "../generated/types"
 * @import { ReadData, AgentAction } from "./workspace.js"
 *
 * @typedef {object} DataActions
 * @property {ReadData | undefined} readData gives the present configuration and records
 * @property {((files: File[]) => void) | undefined} addFiles adds the records of data files
 * @property {(() => void) | undefined} reset brings back the configured start
 * @property {(() => SiteMapEntry[]) | undefined} siteMap where the app launcher leads
 * @property {{ show: (tab: string) => void } | undefined} inspector
 */

/** @param {SubmitEvent} event @param {AgentAction} act */
function submitSearch(event, act) {
  event.preventDefault();
  const form = /** @type {HTMLFormElement} */ (event.currentTarget);
  const text = new FormData(form).get("text");
  if (typeof text === "string" && text.trim()) act("search", text.trim());
}

/** Lets the reader choose data files. @param {(files: File[]) => void} addFiles */
function chooseFiles(addFiles) {
  const input = document.createElement("input");
  input.type = "file";
  input.multiple = true;
  input.accept = ".csv,.json,.xml,.zip";
  input.addEventListener("change", () => input.files?.length && addFiles([...input.files]));
  input.click();
}

/** @param {ReadData} readData @param {"records.zip"} [file] the whole configuration without */
function downloadData(readData, file) {
  const { name, text } = readData(file);
  download(name, text);
}

/** @param {Snapshot} snapshot @param {DataActions} actions */
const userMenu = ({ user }, { readData, addFiles, reset, inspector }) =>
  menuButton(
    {
      id: "user-button",
      className: "avatar",
      name: `Signed in as ${user.name}, ${user.initials}`,
      menuName: "User",
      face: user.initials,
    },
    [
      ...(inspector
        ? [
            {
              content: html`${icon("record")}<span>Open a session from a template</span>`,
              choose: () => inspector.show("try"),
            },
          ]
        : []),
      ...(addFiles
        ? [{ content: html`${icon("add")}<span>Add data…</span>`, choose: () => chooseFiles(addFiles) }]
        : []),
      ...(readData
        ? [
            {
              content: html`${icon("download")}<span>Download data</span>`,
              choose: () => downloadData(readData),
            },
            {
              content: html`${icon("download")}<span>Download records as a package</span>`,
              choose: () => downloadData(readData, "records.zip"),
            },
          ]
        : []),
      ...(reset ? [{ content: html`${icon("undo")}<span>Reset</span>`, choose: reset }] : []),
    ],
  );

/** Puts the cursor into the search box. */
const focusSearch = () =>
  /** @type {HTMLElement | null} */ (document.querySelector(".banner input[type=search]"))?.focus();

/** The app launcher, with the site map under it. @param {SiteMapEntry[] | undefined} entries @param {AgentAction} act */
const siteMap = (entries, act) =>
  entries
    ? menuButton(
        { id: "app-launcher", className: "launcher", name: "App launcher", menuName: "Site map", face: waffle },
        [
          ...entries.map(({ kind, id, label }) => ({
            content: html`${icon(kind)}<span>${label}</span>`,
            choose: () => act(kind === "list" ? "openList" : "openDashboard", id),
          })),
          { content: html`${icon("search")}<span>Search</span>`, choose: focusSearch },
        ],
      )
    : html`<span class="launcher">${waffle}</span>`;

/** Says that calls and events fail on demand. @param {string[]} faults */
function faultsBadge(faults) {
  const text = faults.length === 1 ? "1 fault on" : `${faults.length} faults on`;
  return html`<fluent-badge
    class="faults"
    role="status"
    appearance="filled"
    color="warning"
    shape="rounded"
    title=${`On demand goes wrong:\n${faults.join("\n")}`}
    >${text}</fluent-badge
  >`;
}

/**
 * The bar across the top. It says that the workspace is emulated, for as long as it is on the screen.
 *
 * @param {Snapshot} snapshot
 * @param {AgentAction} act
 * @param {DataActions} actions
 */
export function banner(snapshot, act, actions) {
  return html`<header class="banner">
    ${siteMap(actions.siteMap?.(), act)}
    <span class="product" title=${snapshot.title}>${snapshot.title}</span>
    <span class="badges">
      <fluent-badge
      class="emulated"
      appearance="outline"
      shape="rounded"
      title="A local emulator of the workspace: no tenant, no real data"
      >Emulated</fluent-badge
    >
    ${snapshot.faults.length ? faultsBadge(snapshot.faults) : nothing}
    </span>
    <form
      class="search"
      role="search"
      @submit=${(/** @type {SubmitEvent} */ event) => submitSearch(event, act)}
    >
      ${icon("search")}
      <input
        type="search"
        name="text"
        aria-label="Search records"
        placeholder="Search"
        maxlength="200"
        autocomplete="off"
        spellcheck="false"
      />
    </form>
    ${snapshot.presence ? presenceSelector(snapshot.presence, act) : nothing}
    ${userMenu(snapshot, actions)}
  </header>`;
}
