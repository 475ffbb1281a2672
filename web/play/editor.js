/**
 * The two editors. Each is in a shadow tree: there CodeMirror's styles are constructed sheets, which the page's policy allows.
 */
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { javascript } from "@codemirror/lang-javascript";
import {
  HighlightStyle,
  StreamLanguage,
  bracketMatching,
  indentOnInput,
  syntaxHighlighting,
} from "@codemirror/language";
import { toml } from "@codemirror/legacy-modes/mode/toml";
import { lintGutter, setDiagnostics } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { EditorView, drawSelection, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { completeConfiguration, completeScript } from "./completion.js";

/** @typedef {{ line: number, column?: number, message: string, severity: "error" | "warning" | "info" }} Remark lines and columns count from 1 */

const colors = HighlightStyle.define([
  { tag: tags.keyword, color: "light-dark(#7b2cbf, #c9a6ff)" },
  { tag: [tags.string, tags.special(tags.string)], color: "light-dark(#9c3328, #f0a58f)" },
  { tag: [tags.number, tags.bool, tags.atom, tags.null], color: "light-dark(#0b6a5b, #7fd6c2)" },
  { tag: tags.comment, color: "light-dark(#5c6570, #a0a8b3)", fontStyle: "italic" },
  { tag: [tags.propertyName, tags.definition(tags.variableName)], color: "light-dark(#1b4f9c, #9cc4ff)" },
  { tag: tags.heading, color: "light-dark(#7b2cbf, #c9a6ff)", fontWeight: "600" },
]);

const look = EditorView.theme({
  "&": { height: "100%", fontSize: "13px", color: "var(--text)", backgroundColor: "var(--ground)" },
  ".cm-scroller": { fontFamily: "ui-monospace, Consolas, monospace" },
  ".cm-gutters": { backgroundColor: "var(--bar)", color: "var(--quiet)", border: "0" },
  ".cm-cursor": { borderLeftColor: "var(--text)" },
  "&.cm-focused": { outline: "2px solid var(--text)", outlineOffset: "-2px" },
  ".cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground": {
    background: "light-dark(#cad2fa, #3c3ba4)",
  },
  ".cm-tooltip": { backgroundColor: "var(--bar)", color: "var(--text)", border: "1px solid var(--line)" },
  ".cm-tooltip-autocomplete > ul > li[aria-selected]": { backgroundColor: "var(--brand)", color: "#fff" },
  ".cm-diagnostic": { whiteSpace: "pre-wrap" },
});

/**
 * @param {HTMLElement} place
 * @param {"script" | "configuration"} kind
 * @param {string} label
 * @param {() => void} run what Ctrl+Enter does
 */
export function createEditor(place, kind, label, run) {
  const root = place.attachShadow({ mode: "open" });
  const language = kind === "script" ? javascript() : StreamLanguage.define(toml);
  const complete = kind === "script" ? completeScript : completeConfiguration;
  const extensions = [
    lineNumbers(),
    lintGutter(),
    history(),
    drawSelection(),
    indentOnInput(),
    bracketMatching(),
    closeBrackets(),
    language,
    syntaxHighlighting(colors),
    autocompletion({ override: [complete] }),
    // Tab leaves the editor, as people who use no mouse need it.
    keymap.of([
      { key: "Mod-Enter", run: runNow },
      ...closeBracketsKeymap,
      ...defaultKeymap,
      ...historyKeymap,
      ...completionKeymap,
    ]),
    EditorView.contentAttributes.of({ "aria-label": label }),
    EditorView.lineWrapping,
    look,
  ];
  function runNow() {
    run();
    return true;
  }
  const state = (/** @type {string} */ doc) => EditorState.create({ doc, extensions });
  const view = new EditorView({ state: state(""), parent: root, root });
  return {
    get text() {
      return view.state.doc.toString();
    },
    set text(text) {
      view.setState(state(text));
    },
    /** Puts remarks beside their lines, in place of those of before. @param {Remark[]} remarks */
    mark(remarks) {
      const { doc } = view.state;
      const placed = remarks.map(({ line, column = 1, message, severity }) => {
        const found = doc.line(Math.min(Math.max(1, line), doc.lines));
        return { from: Math.min(found.from + column - 1, found.to), to: found.to, severity, message };
      });
      view.dispatch(setDiagnostics(view.state, placed));
    },
  };
}
