/** How a server's certificate is checked, and what that choice means. */
import { EuiCallOut, EuiSelect, EuiSpacer } from "@elastic/eui";
import type { VerificationMode } from "../../wire/types";
import { VERIFICATION_LABELS, VERIFICATION_MEANINGS, VERIFICATION_MODES } from "./verification";

/** Empty: as it is said elsewhere. */
export type ModeChoice = VerificationMode | "";

type Props = {
  value: ModeChoice;
  /** What the empty choice is called; without it there is none. */
  inherited?: string;
  is_invalid: boolean;
  is_disabled: boolean;
  subject: string;
  on_change: (mode: ModeChoice) => void;
  on_blur?: () => void;
  /** From the row around it. */
  id?: string;
  "aria-describedby"?: string;
};

export function VerificationSelect(props: Props) {
  const { value, inherited, is_invalid, is_disabled, subject, on_change, on_blur, id } = props;
  return (
    <EuiSelect
      fullWidth
      {...(id ? { id } : {})}
      aria-describedby={props["aria-describedby"]}
      value={value}
      options={[
        ...(inherited === undefined ? [] : [{ value: "", text: inherited }]),
        ...VERIFICATION_MODES.map((mode) => ({ value: mode, text: VERIFICATION_LABELS[mode] })),
      ]}
      isInvalid={is_invalid}
      disabled={is_disabled}
      onChange={(event) => on_change(event.target.value as ModeChoice)}
      onBlur={on_blur}
      data-test-subj={subject}
    />
  );
}

/** Below the choice: a warning where less is checked than could be. */
export function VerificationWarning({ mode, advice }: { mode: ModeChoice; advice?: string }) {
  if (mode !== "certificate" && mode !== "none") return null;
  return (
    <>
      <EuiSpacer size="s" />
      <EuiCallOut
        size="s"
        color={mode === "none" ? "danger" : "warning"}
        iconType="warning"
        title={VERIFICATION_MEANINGS[mode]}
        data-test-subj="verificationWarning"
      >
        {advice ? <p>{advice}</p> : null}
      </EuiCallOut>
    </>
  );
}
