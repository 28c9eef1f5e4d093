/** CodeMirror as a controlled field. The text lives in the tab; the editor reports and follows it. */
import { useEuiTheme } from "@elastic/eui";
import { useEffect, useRef } from "react";
import { useTheme } from "../../components/theme";
import type { JsonProblem } from "../../lib/json_text";
import { makeEditor, showProblem, showTheme, type Editor } from "./editor";

type Props = {
  value: string;
  problem: JsonProblem | null;
  on_change: (value: string) => void;
  on_run: () => void;
};

export function BodyEditor({ value, problem, on_change, on_run }: Props) {
  const { euiTheme } = useEuiTheme();
  const { mode } = useTheme();
  const place = useRef<HTMLDivElement>(null);
  const editor = useRef<Editor | null>(null);
  const latest = useRef({ value, on_change, on_run });

  useEffect(() => {
    latest.current = { value, on_change, on_run };
  });

  useEffect(() => {
    if (!place.current) return;
    const made = makeEditor(place.current, latest.current.value, {
      on_change: (text) => latest.current.on_change(text),
      on_run: () => latest.current.on_run(),
    });
    editor.current = made;
    return () => made.destroy();
  }, []);

  useEffect(() => {
    const view = editor.current;
    if (view && view.state.doc.toString() !== value) {
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: value } });
    }
  }, [value]);

  useEffect(() => {
    if (editor.current) showProblem(editor.current, problem);
  }, [problem]);

  useEffect(() => {
    if (!editor.current) return;
    const { colors } = euiTheme;
    showTheme(editor.current, {
      is_dark: mode === "dark",
      text: colors.textParagraph,
      subdued: colors.textSubdued,
      background: colors.backgroundBasePlain,
      gutter: colors.backgroundBaseSubdued,
      border: colors.borderBasePlain,
      focus: colors.borderStrongPrimary,
      selection: colors.backgroundLightPrimary,
      key: colors.textPrimary,
      string: colors.textSuccess,
      number: colors.textAccent,
      danger: colors.textDanger,
      danger_background: colors.backgroundBaseDanger,
    });
  }, [euiTheme, mode]);

  return <div ref={place} data-test-subj="bodyEditor" />;
}
