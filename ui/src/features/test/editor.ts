/**
 * CodeMirror, put together by hand from its parts: JSON, history, brackets, and problems that come
 * from our own checker (the one of lang-json needs positions in `JSON.parse` errors, and WebKit's
 * have none). The Tab key is left alone on purpose: it must lead out of the editor.
 */
import { closeBrackets, closeBracketsKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { json } from "@codemirror/lang-json";
import { bracketMatching, HighlightStyle, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { lintGutter, setDiagnostics } from "@codemirror/lint";
import { Compartment, EditorState } from "@codemirror/state";
import { drawSelection, EditorView, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import type { JsonProblem } from "../../lib/json_text";

export type Editor = EditorView;
export type EditorColors = Record<
  | "text"
  | "subdued"
  | "background"
  | "gutter"
  | "border"
  | "focus"
  | "selection"
  | "key"
  | "string"
  | "number"
  | "danger"
  | "danger_background",
  string
> & { is_dark: boolean };

const theme = new Compartment();

type Handlers = { on_change: (text: string) => void; on_run: () => void };

export function makeEditor(parent: HTMLElement, doc: string, { on_change, on_run }: Handlers): Editor {
  return new EditorView({
    parent,
    state: EditorState.create({
      doc,
      extensions: [
        lineNumbers(),
        lintGutter(),
        history(),
        drawSelection(),
        bracketMatching(),
        closeBrackets(),
        indentUnit.of("    "),
        EditorState.tabSize.of(4),
        EditorView.lineWrapping,
        json(),
        theme.of([]),
        keymap.of([
          {
            key: "Mod-Enter",
            run: () => {
              on_run();
              return true;
            },
          },
          ...closeBracketsKeymap,
          ...defaultKeymap,
          ...historyKeymap,
        ]),
        EditorView.contentAttributes.of({ "aria-label": "Body", "data-test-subj": "bodyEditorContent" }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) on_change(update.state.doc.toString());
        }),
      ],
    }),
  });
}

export function showProblem(view: Editor, problem: JsonProblem | null): void {
  const end = view.state.doc.length;
  // The editor may be a keystroke ahead of the text that was checked.
  const diagnostics =
    problem && problem.from <= end
      ? [{ from: problem.from, to: Math.min(problem.to, end), severity: "error" as const, message: problem.message }]
      : [];
  view.dispatch(setDiagnostics(view.state, diagnostics));
}

export function showTheme(view: Editor, colors: EditorColors): void {
  const look = EditorView.theme(
    {
      "&": {
        color: colors.text,
        backgroundColor: colors.background,
        border: `1px solid ${colors.border}`,
        borderRadius: "4px",
        fontSize: "13px",
      },
      "&.cm-focused": { outline: `2px solid ${colors.focus}`, outlineOffset: "-1px" },
      ".cm-scroller": { fontFamily: "'Roboto Mono', monospace", lineHeight: "20px", minHeight: "140px", maxHeight: "340px" },
      // The frame around the whole editor shows the focus.
      ".cm-content:focus-visible": { outline: "none" },
      ".cm-content": { caretColor: colors.text, padding: "8px 0" },
      ".cm-gutters": { backgroundColor: colors.gutter, color: colors.subdued, border: "none" },
      ".cm-cursor": { borderLeftColor: colors.text },
      "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
        backgroundColor: colors.selection,
      },
      ".cm-tooltip": {
        backgroundColor: colors.background,
        border: `1px solid ${colors.border}`,
        borderRadius: "4px",
        color: colors.text,
      },
      ".cm-diagnostic-error": { borderLeftColor: colors.danger },
      ".cm-lintRange-error": {
        backgroundImage: "none",
        textDecoration: `underline wavy ${colors.danger}`,
        textUnderlineOffset: "3px",
        backgroundColor: colors.danger_background,
      },
      ".cm-lintPoint-error::after": { borderBottomColor: colors.danger },
    },
    { dark: colors.is_dark },
  );
  const highlight = HighlightStyle.define([
    { tag: tags.propertyName, color: colors.key },
    { tag: tags.string, color: colors.string },
    { tag: [tags.number, tags.bool, tags.null], color: colors.number },
    { tag: [tags.separator, tags.squareBracket, tags.brace], color: colors.subdued },
  ]);
  view.dispatch({ effects: theme.reconfigure([look, syntaxHighlighting(highlight)]) });
}
