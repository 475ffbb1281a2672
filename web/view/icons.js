import { html } from "lit-html";

/**
 * Outlines on a 24 × 24 field, drawn with a line of 1.5.
 *
 * @satisfies {Record<string, string>}
 */
const outlines = {
  home: "M4 11.2 12 4.5l8 6.7V19a1 1 0 0 1-1 1h-4.5v-5.5h-5V20H5a1 1 0 0 1-1-1z",
  record:
    "M6 3.75h8l4.25 4.25v11.25a1 1 0 0 1-1 1H6.75a1 1 0 0 1-1-1V4.75a1 1 0 0 1 1-1M13.75 4v4.25" +
    "H18M9 12.5h6M9 16h6",
  conversation:
    "M5.5 4.75h13a1.75 1.75 0 0 1 1.75 1.75v8.25a1.75 1.75 0 0 1-1.75 1.75H11l-4.5 3.75V16.5h-1" +
    "a1.75 1.75 0 0 1-1.75-1.75V6.5A1.75 1.75 0 0 1 5.5 4.75M8 9h8M8 12.25h5",
  call:
    "M7.6 4.2 9.9 4a1 1 0 0 1 1 .65l1.1 2.9a1 1 0 0 1-.28 1.1L10 10.2a11 11 0 0 0 4 4l1.4-1.7a1 1" +
    " 0 0 1 1.12-.3l2.9 1.08a1 1 0 0 1 .65 1l-.2 2.3a2.6 2.6 0 0 1-2.9 2.35C10.3 18.2 5.8 13.7" +
    " 5.1 7.1A2.6 2.6 0 0 1 7.6 4.2",
  list: "M8.5 6.5h11M8.5 12h11M8.5 17.5h11M4.6 6.5h.3M4.6 12h.3M4.6 17.5h.3",
  dashboard: "M4.75 4.75h6v8h-6zM13.25 4.75h6v4.5h-6zM13.25 11.75h6v7.5h-6zM4.75 15.25h6v4h-6z",
  search: "M10.75 4.5a6.25 6.25 0 1 1 0 12.5 6.25 6.25 0 0 1 0-12.5M15.4 15.4l4.35 4.35",
  site:
    "M12 3.75a8.25 8.25 0 1 1 0 16.5 8.25 8.25 0 0 1 0-16.5M3.9 12h16.2M12 3.9c-4.6 4.9-4.6 11.3" +
    " 0 16.2M12 3.9c4.6 4.9 4.6 11.3 0 16.2",
  "web-resource":
    "M5 4.75h14a1 1 0 0 1 1 1v12.5a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V5.75a1 1 0 0 1 1-1M4 8.75h16" +
    "M10.25 11.75 8 14l2.25 2.25M13.75 11.75 16 14l-2.25 2.25",
  explanation: "M12 3.75a8.25 8.25 0 1 1 0 16.5 8.25 8.25 0 0 1 0-16.5M12 11v5.25M12 7.75v.1",
  close: "m6.5 6.5 11 11M17.5 6.5l-11 11",
  refresh: "M19.25 12a7.25 7.25 0 1 1-2.4-5.4M19.5 3.75v3.5H16",
  open: "M10 5.5H5.75a1 1 0 0 0-1 1v11.75a1 1 0 0 0 1 1H17.5a1 1 0 0 0 1-1V14M13.75 4.75h5.5v5.5M19 5" + "l-8.25 8.25",
  warning: "M12 4.5 20.25 19H3.75zM12 10v4M12 16.6v.1",
  error: "M12 3.75a8.25 8.25 0 1 1 0 16.5 8.25 8.25 0 0 1 0-16.5M12 7.75v5M12 16v.1",
  filter: "M4.5 7h15M7.5 12h9M10.5 17h3",
  minimize: "M4.75 4.75h14.5v14.5H4.75zM9.75 4.75v14.5M16.75 9.5 14.25 12l2.5 2.5",
  restore: "M4.75 4.75h14.5v14.5H4.75zM9.75 4.75v14.5M14 9.5l2.5 2.5-2.5 2.5",
  waiting: "M12 3.75a8.25 8.25 0 1 1 0 16.5 8.25 8.25 0 0 1 0-16.5M12 7.5V12l3 2",
  bell:
    "M12 4a5.5 5.5 0 0 1 5.5 5.5v3.75L19 16.5H5l1.5-3.25V9.5A5.5 5.5 0 0 1 12 4M9.75 16.75a2.25 2.25 0 0 0" + " 4.5 0",
  menu: "M4.75 7h14.5M4.75 12h14.5M4.75 17h14.5",
  log: "M4.75 5.25h14.5v13.5H4.75zM8 9l2.5 2.5L8 14M12.5 14.5h3.5",
  save:
    "M5.75 4.75h10l3.5 3.5v10a1 1 0 0 1-1 1H5.75a1 1 0 0 1-1-1V5.75a1 1 0 0 1 1-1M8 4.75v4.5h6.5v-4.5M7.75 19.25" +
    "v-6h8.5v6",
  undo: "M5 8.75h9.25a4.75 4.75 0 0 1 0 9.5H9M8.5 5 4.75 8.75 8.5 12.5",
  add: "M12 5v14M5 12h14",
  mail: "M4.75 5.75h14.5a1 1 0 0 1 1 1v10.5a1 1 0 0 1-1 1H4.75a1 1 0 0 1-1-1V6.75a1 1 0 0 1 1-1M4 7l8 6 8-6",
  task: "M12 3.75a8.25 8.25 0 1 1 0 16.5 8.25 8.25 0 0 1 0-16.5M8.25 12.25l2.5 2.5 5-5.25",
  note: "M5.75 4.75h12.5a1 1 0 0 1 1 1v8.75l-4.75 4.75H5.75a1 1 0 0 1-1-1V5.75a1 1 0 0 1 1-1M19 14.5h-4.5V19M8 9h8M8 12.5h4",
  calendar:
    "M5.75 5.75h12.5a1 1 0 0 1 1 1v11.5a1 1 0 0 1-1 1H5.75a1 1 0 0 1-1-1V6.75a1 1 0 0 1 1-1M4.75 9.75h14.5M8.5 4v3M15.5 4v3",
  send: "M4.5 4.75 20 12 4.5 19.25 7 12zM7 12h6.5",
  back: "M10.5 5.5 4.5 12l6 6.5M4.75 12h14.75",
  book: "M5.75 5a1.25 1.25 0 0 1 1.25-1.25h11.25v14H7A1.25 1.25 0 0 0 5.75 19zM5.75 19A1.25 1.25 0 0 0 7 20.25h11.25v-2.5M9 8h6",
  download: "M12 4.5v10M7.75 10.5 12 14.75l4.25-4.25M4.75 18.75h14.5",
  invoke: "M4.75 12h13.5M12.75 6.5 18.25 12l-5.5 5.5",
  event: "M13 3.75 6 13.5h5l-1 6.75 7-9.75h-5z",
  folder: "M4.75 6.25h5l2 2.25h7.5v9.25a1 1 0 0 1-1 1H4.75a1 1 0 0 1-1-1V7.25a1 1 0 0 1 1-1",
  clear: "M12 3.75a8.25 8.25 0 1 1 0 16.5 8.25 8.25 0 0 1 0-16.5M6.25 6.25l11.5 11.5",
  below: "M4.75 4.75h14.5v14.5H4.75zM4.75 14h14.5",
  beside: "M4.75 4.75h14.5v14.5H4.75zM14 4.75v14.5",
  copy: "M8.75 8.75h10.5v10.5H8.75zM15.25 8.5V4.75H4.75v10.5H8.5",
};

/** @typedef {keyof typeof outlines} IconName */

/**
 * One of the workspace's own icons, in the colour of the text around it; assistive technology skips it.
 *
 * @param {IconName} name
 */
export const icon = (name) =>
  html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
    <path
      d=${outlines[name]}
      fill="none"
      stroke="currentColor"
      stroke-width="1.5"
      stroke-linecap="round"
      stroke-linejoin="round"
    />
  </svg>`;

/** The nine dots in the banner's corner. */
export const waffle = html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
  <path
    d="M5.5 5.5h0M12 5.5h0M18.5 5.5h0M5.5 12h0M12 12h0M18.5 12h0M5.5 18.5h0M12 18.5h0M18.5 18.5h0"
    fill="none"
    stroke="currentColor"
    stroke-width="3.5"
    stroke-linecap="round"
  />
</svg>`;

/** @param {Event} event */
const toggleBroken = ({ type, currentTarget }) =>
  /** @type {Element} */ (currentTarget).toggleAttribute("data-broken", type === "error");

/**
 * The address of a path that begins at the organisation's root: here that is the page's own folder.
 *
 * @param {string} path
 */
export const atRoot = (path) => new URL(`.${path}`, document.baseURI).href;

/**
 * The picture at a path of the workspace's, or an icon of our own where there is none. No other text can make
 * the page fetch from elsewhere.
 *
 * @param {string} text
 * @param {IconName} otherwise
 */
export function pictureOr(text, otherwise) {
  if (!/^\/(?![/\\])/.test(text)) return icon(otherwise);
  return html`<img
      class="icon"
      src=${atRoot(text)}
      alt=""
      @error=${toggleBroken}
      @load=${toggleBroken}
    />${icon(otherwise)}`;
}

/**
 * A session's icon: a named one, the picture at a path of the workspace's, or else that of a record.
 *
 * @param {string} text
 */
export const sessionIcon = (text) =>
  Object.hasOwn(outlines, text) ? icon(/** @type {IconName} */ (text)) : pictureOr(text, "record");
