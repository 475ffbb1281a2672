import { html, nothing } from "lit-html";
import { codeOf, nameOf, readForm } from "./try_form.js";

/**
 * @import { TrialField, Trials } from "../../generated/types"
 * @import { InspectorTab } from "./inspector.js"
 *
 * One form: its fields, and the call that they make; `name` is as scripts write it.
 *
 * @typedef {{ name: string, fields: TrialField[], args?: (args: unknown[]) => unknown[] }} Form
 * @typedef {"method" | "session" | "event" | "scenario"} What
 */

/** Calls of the page itself. */
const PAGE = "emulator_page";
const OWN_EVENT = "an event of your own";

/** @type {[What, string][]} */
const WHATS = [
  ["session", "Open a session from a template"],
  ["method", "Call a method"],
  ["event", "Raise an event"],
  ["scenario", "Play a scenario"],
];

/** @param {string[]} path @param {Partial<TrialField>} [more] @returns {TrialField} */
const field = (path, more) => ({ path, kind: "text", required: true, right: "", choices: "", ...more });

/** @type {InspectorTab} */
export const tryTab = {
  id: "try",
  label: "Try",
  create(context) {
    /** @type {What} */
    let what = "session";
    /** What is chosen of each kind. @type {Partial<Record<What, string>>} */
    const chosen = {};
    let caller = PAGE;
    /** @type {Map<string, string>} */
    let texts = new Map();
    /** @type {Map<string, string>} */
    let wrong = new Map();
    let code = "";
    let outcome = "";

    /** @param {Trials} trials */
    const options = (trials) => ({
      session: trials.templates.map(({ name }) => name),
      method: trials.methods.map(({ name }) => name),
      event: [...trials.events.map(({ name }) => name), OWN_EVENT],
      scenario: trials.scenarios,
    });

    /** @param {Trials} trials @param {string} name @returns {Form} */
    function formOf(trials, name) {
      switch (what) {
        case "method":
          return { name, fields: trials.methods.find((each) => each.name === name)?.fields ?? [] };
        case "session": {
          const slugs = trials.templates.find((each) => each.name === name)?.slugs ?? [];
          const fields = slugs.map((slug) => field(["values", slug.name], { required: false, right: slug.fills }));
          return { name: "cifEmulator.openSession", fields, args: (args) => [name, ...args] };
        }
        case "event": {
          const event = trials.events.find((each) => each.name === name);
          if (event && !texts.has("payload")) texts.set("payload", JSON.stringify(event.payload, null, 2));
          const named = event ? [] : [field(["eventName"])];
          const fields = [...named, field(["payload"], { kind: "json", required: false, right: "what handlers get" })];
          const options = caller === PAGE ? [] : [{ provider: caller }];
          return {
            name: "cifEmulator.raiseEvent",
            fields,
            args: (args) => {
              const [first, payload] = event ? [name, args[0]] : args;
              return options.length ? [first, payload, ...options] : [first, payload];
            },
          };
        }
        default:
          return { name: "cifEmulator.scenario", fields: [], args: () => [name] };
      }
    }

    /** What is chosen now, which is drawn a moment later. @param {Trials} trials */
    function present(trials) {
      const all = options(trials)[what];
      const name = all.includes(chosen[what] ?? "") ? /** @type {string} */ (chosen[what]) : (all[0] ?? "");
      return { all, name, form: formOf(trials, name) };
    }

    /** @param {() => void} change of what is shown */
    function choose(change) {
      change();
      texts = new Map();
      wrong = new Map();
      code = outcome = "";
      context.redraw();
    }

    async function run() {
      const { form } = present(context.source.trials());
      const read = readForm(form.fields, texts);
      wrong = read.wrong;
      outcome = "";
      if (wrong.size === 0) {
        const args = form.args ? form.args(read.args) : read.args;
        code = codeOf(form.name, args);
        outcome = "Under way…";
        context.redraw();
        try {
          const result = await context.source.run(what === "method" ? caller : PAGE, form.name, args);
          outcome = `Result: ${JSON.stringify(result) ?? "undefined"}`;
        } catch (thrown) {
          const { message, details } = /** @type {{ message: string, details?: string }} */ (thrown);
          outcome = `Refused: ${message}${details ? ` (${details})` : ""}`;
        }
      }
      context.redraw();
    }

    /** @param {string} label @param {string} value @param {string[] | [string, string][]} choices @param {(value: string) => void} change */
    const select = (label, value, choices, change) =>
      html`<label>
        <span>${label}</span>
        <select aria-label=${label} .value=${value} @change=${(/** @type {Event} */ { target }) => choose(() => change(/** @type {HTMLSelectElement} */ (target).value))}>
          ${choices.map((each) => {
            const [key, words] = Array.isArray(each) ? each : [each, each];
            return html`<option value=${key} ?selected=${key === value}>${words}</option>`;
          })}
        </select>
      </label>`;

    /** @param {Trials} trials @param {TrialField} each */
    function input(trials, each) {
      if (each.kind === "function")
        return html`<p class="muted">${nameOf(each)}: a function that tells what it is given</p>`;
      const name = nameOf(each);
      const id = `try-${name}`;
      const problem = wrong.get(name);
      const type = (/** @type {Event} */ { target }) =>
        texts.set(name, /** @type {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} */ (target).value);
      const choices =
        each.kind === "boolean" ? ["true", "false"] : each.choices ? trials.choices[each.choices] : undefined;
      const value = texts.get(name) ?? "";
      const control =
        each.kind === "json"
          ? html`<textarea id=${id} rows="4" spellcheck="false" aria-invalid=${problem ? "true" : "false"} aria-describedby=${`${id}-help`} .value=${value} @input=${type}></textarea>`
          : html`<input id=${id} type=${each.kind === "number" ? "number" : "text"} list=${choices ? `${id}-choices` : nothing} ?required=${each.required} aria-describedby=${`${id}-help`} .value=${value} @input=${type} />`;
      return html`<div class="try-field">
        <label for=${id}>${what === "session" ? each.path.at(-1) : name}</label>${control}
        ${choices ? html`<datalist id=${`${id}-choices`}>${choices.map((one) => html`<option value=${one}></option>`)}</datalist>` : nothing}
        <p id=${`${id}-help`} class=${problem ? "try-wrong" : "muted"}>${problem ?? each.right}</p>
      </div>`;
    }

    function content() {
      const trials = context.source.trials();
      const { all, name, form } = present(trials);
      const hasCaller = what === "event" || (what === "method" && name.startsWith("Microsoft.CIFramework."));
      const label = /** @type {[What, string]} */ (WHATS.find(([each]) => each === what))[1];
      /** @param {SubmitEvent} event */
      const submit = (event) => {
        event.preventDefault();
        void run();
      };
      return html`<form class="try" aria-label=${label} @submit=${submit}>
        <div class="try-choice">
          ${select("What", what, WHATS, (value) => (what = /** @type {What} */ (value)))}
          ${select(what === "session" ? "Template" : what === "event" ? "Event" : what === "method" ? "Method" : "Scenario", name, all, (value) => (chosen[what] = value))}
          ${hasCaller ? select(what === "event" ? "For" : "As", caller, [[PAGE, what === "event" ? "everybody" : "the page"], .../** @type {[string, string][]} */ (trials.providers.map((each) => [each, each]))], (value) => (caller = value)) : nothing}
        </div>
        ${form.fields.map((each) => input(trials, each))}
        <div class="try-run">
          <button type="submit">Run</button>
          ${
            code
              ? html`<button type="button" @click=${() => context.copy(code, "The call is copied.")}>Copy as JavaScript</button>`
              : nothing
          }
          ${outcome ? html`<p role="status">${outcome}</p>` : nothing}
        </div>
        ${code ? html`<pre aria-label="JavaScript">${code}</pre>` : nothing}
      </form>`;
    }

    return { content };
  },
};
