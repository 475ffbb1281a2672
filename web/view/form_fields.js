import { html, nothing } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { ref } from "lit-html/directives/ref.js";
import { callButton, fieldValue, recordLink, webLink } from "./fields.js";
import { icon } from "./icons.js";

/**
 * @import { FormFieldView, FoundRecord } from "../generated/snapshot"
 * @import { Place } from "./fields.js"
 * @import { AgentAction } from "./workspace.js"
 *
 * A form: where its fields stand, and the tab that it is in.
 *
 * @typedef {Place & { tabId: string }} FormPlace
 */

/** @param {string} name */
const fieldId = (name) => `field-${name}`;

/** @param {FormFieldView} field @param {FormPlace} place @param {AgentAction} act */
const editor = (field, place, act) => (/** @type {Event} */ event) => {
  const control = /** @type {HTMLInputElement} */ (event.currentTarget);
  act("editField", place.tabId, field.name, control.value);
};

/** @param {FormFieldView} field */
const problemId = (field) => (field.problem ? `problem-${field.name}` : nothing);

/** @type {Partial<Record<FormFieldView["kind"], string>>} */
const inputModes = { number: "decimal", phone: "tel", email: "email", url: "url" };

/** The control's type: texts are checked by the workspace, not by the browser. @param {FormFieldView} field */
const inputType = (field) => (field.kind === "datetime" ? (field.isDate ? "date" : "datetime-local") : "text");

/** @param {FormFieldView} field @param {FormPlace} place @param {AgentAction} act */
const inputTemplate = (field, place, act) =>
  html`<input
    type=${inputType(field)}
    id=${fieldId(field.name)}
    class="control"
    inputmode=${inputModes[field.kind] ?? nothing}
    maxlength=${field.maxLength ?? nothing}
    step=${field.kind === "datetime" && field.input.length > 16 ? 1 : nothing}
    autocomplete="off"
    aria-required=${field.isRequired}
    aria-invalid=${field.problem !== ""}
    aria-describedby=${problemId(field)}
    placeholder="---"
    .value=${live(field.input)}
    @input=${editor(field, place, act)}
  />`;

/** @param {FormFieldView} field @param {FormPlace} place @param {AgentAction} act */
const areaTemplate = (field, place, act) =>
  html`<textarea
    id=${fieldId(field.name)}
    class="control"
    rows="4"
    maxlength=${field.maxLength ?? nothing}
    aria-required=${field.isRequired}
    aria-invalid=${field.problem !== ""}
    aria-describedby=${problemId(field)}
    placeholder="---"
    .value=${live(field.input)}
    @input=${editor(field, place, act)}
  ></textarea>`;

/** @param {FormFieldView} field @param {FormPlace} place @param {AgentAction} act */
const selectTemplate = (field, place, act) =>
  html`<select
    id=${fieldId(field.name)}
    class="control"
    aria-required=${field.isRequired}
    aria-invalid=${field.problem !== ""}
    aria-describedby=${problemId(field)}
    @change=${editor(field, place, act)}
  >
    ${field.options.map(
      ({ value, label }) => html`<option value=${value} .selected=${live(value === field.input)}>${label}</option>`,
    )}
  </select>`;

// -- lookups ---------------------------------------------------------------------------------------

/**
 * Arrow keys lead from the box into the records that it offers and through them.
 *
 * @param {KeyboardEvent} event
 * @param {() => void} open
 * @param {() => void} close
 */
function moveThroughOffered(event, open, close) {
  const lookup = /** @type {HTMLElement} */ (event.currentTarget);
  if (event.key === "Escape") {
    close();
    lookup.querySelector("input")?.focus();
  }
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  event.preventDefault();
  const stops = /** @type {HTMLElement[]} */ ([...lookup.querySelectorAll("input, [role=option]")]);
  if (stops.length === 1) open();
  const at = stops.indexOf(/** @type {HTMLElement} */ (event.target));
  stops.at((at + (event.key === "ArrowDown" ? 1 : -1)) % stops.length)?.focus();
}

/** @param {FoundRecord} record @param {(record: FoundRecord) => void} choose */
const offeredTemplate = (record, choose) =>
  html`<button
    type="button"
    role="option"
    class="offered"
    tabindex="-1"
    aria-selected="false"
    data-record-id=${record.recordId}
    @click=${() => choose(record)}
  >
    <span class="offered-name">${record.name}</span><span class="offered-table">${record.tableLabel}</span>
  </button>`;

/** @param {Element | undefined} list */
const bringIntoView = (list) =>
  // A frame later, when its records are in it.
  requestAnimationFrame(() => list?.scrollIntoView({ block: "nearest" }));

/** @param {FormFieldView} field @param {FormPlace} place @param {AgentAction} act */
function lookupBox(field, place, act) {
  const { targets, search, offered } = /** @type {NonNullable<FormFieldView["lookup"]>} */ (field.lookup);
  const isOpen = search !== null;
  /** @param {string | null} text */
  const seek = (text) => act("searchLookup", place.tabId, field.name, text);
  const close = () => isOpen && seek(null);
  /** @param {FoundRecord} record */
  const choose = ({ table, recordId }) => act("editField", place.tabId, field.name, { table, recordId });
  return html`<div
    class="lookup"
    @keydown=${(/** @type {KeyboardEvent} */ event) => moveThroughOffered(event, () => seek(""), close)}
    @focusout=${(/** @type {FocusEvent} */ event) => {
      const box = /** @type {HTMLElement} */ (event.currentTarget);
      if (box.isConnected && !box.contains(/** @type {Node | null} */ (event.relatedTarget))) close();
    }}
  >
    <input
      type="text"
      role="combobox"
      id=${fieldId(field.name)}
      class="control"
      autocomplete="off"
      spellcheck="false"
      aria-autocomplete="list"
      aria-expanded=${isOpen}
      aria-controls=${isOpen ? `offered-${field.name}` : nothing}
      aria-required=${field.isRequired}
      aria-invalid=${field.problem !== ""}
      aria-describedby=${problemId(field)}
      placeholder=${`Look for ${targets}`}
      .value=${live(search ?? "")}
      @click=${() => isOpen || seek("")}
      @input=${(/** @type {Event} */ event) => seek(/** @type {HTMLInputElement} */ (event.currentTarget).value)}
    />
    ${icon("search")}
    ${
      isOpen
        ? html`<div
          id=${`offered-${field.name}`}
          role="listbox"
          tabindex="-1"
          class="offered-records"
          aria-label=${targets}
          ${ref(bringIntoView)}
        >
          ${offered.map((record) => offeredTemplate(record, choose))}
          ${offered.length === 0 ? html`<p class="empty">No ${targets} found.</p>` : nothing}
        </div>`
        : nothing
    }
  </div>`;
}

/** @param {FormFieldView} field @param {FormPlace} place @param {AgentAction} act */
const partiesTemplate = (field, place, act) =>
  html`<ul class="parties" aria-label=${field.label}>
    ${field.parties?.map(
      ({ name, link }, removed) => html`<li class="chosen">
        ${link ? recordLink(name, link.table, link.recordId, act) : html`<span>${name}</span>`}${
          field.isEditable
            ? html`<button
                type="button"
                class="clear"
                aria-label=${`Remove ${name} from ${field.label}`}
                title="Remove"
                @click=${() => act("editField", place.tabId, field.name, { removed })}
              >
                ${icon("close")}
              </button>`
            : nothing
        }
      </li>`,
    )}
  </ul>`;

/** @param {FormFieldView} field @param {FormPlace} place @param {AgentAction} act */
function lookupTemplate(field, place, act) {
  if (field.parties)
    return html`${field.parties.length ? partiesTemplate(field, place, act) : nothing}${lookupBox(field, place, act)}`;
  if (!field.link) return lookupBox(field, place, act);
  const name = field.value || "(no name)";
  return html`<span class="chosen">
    ${recordLink(name, field.link.table, field.link.recordId, act)}
    <button
      type="button"
      class="clear"
      id=${fieldId(field.name)}
      aria-label=${`Remove ${name} from ${field.label}`}
      title="Remove"
      @click=${() => act("editField", place.tabId, field.name, null)}
    >
      ${icon("close")}
    </button>
  </span>`;
}

// -- any field -------------------------------------------------------------------------------------

/** What can be done with a field's value, beside its control. @param {FormFieldView} field @param {FormPlace} place @param {AgentAction} act */
function actionTemplate(field, place, act) {
  if (field.problem || !field.input.trim()) return nothing;
  if (field.kind === "phone" && place.clickToAct) return callButton(field, place, act);
  return (field.kind === "url" && webLink(icon("open"), field.input, `Open ${field.input}`)) || nothing;
}

/** @param {FormFieldView} field @param {FormPlace} place @param {AgentAction} act */
function controlTemplate(field, place, act) {
  switch (field.kind) {
    case "lookup":
      return lookupTemplate(field, place, act);
    case "choice":
    case "boolean":
      return selectTemplate(field, place, act);
    case "memo":
      return areaTemplate(field, place, act);
    default:
      return inputTemplate(field, place, act);
  }
}

/**
 * A field of a form: its label, its control or, where it cannot be changed, its text, and its problem.
 *
 * @param {FormFieldView} field
 * @param {FormPlace} place
 * @param {AgentAction} act
 */
export const fieldTemplate = (field, place, act) =>
  html`<div class="field" data-field=${field.name} data-kind=${field.kind} ?data-unsaved=${field.isUnsaved}>
    <dt title=${field.name}>
      ${field.isEditable ? html`<label for=${fieldId(field.name)}>${field.label}</label>` : field.label}${
        field.isRequired ? html`<span class="required" aria-hidden="true">*</span>` : nothing
      }
    </dt>
    <dd>${
      field.isEditable
        ? html`<div class="editable">
            ${controlTemplate(field, place, act)}${actionTemplate(field, place, act)}
          </div>`
        : field.parties
          ? partiesTemplate(field, place, act)
          : fieldValue(field, place, act)
    }${
      field.problem
        ? html`<p class="field-problem" id=${`problem-${field.name}`} role="alert">${field.problem}</p>`
        : nothing
    }</dd>
  </div>`;
