/** A field for a passphrase. What is in it is no part of any state: it is read once, when it is sent. */
import { EuiFieldPassword, EuiFormRow } from "@elastic/eui";
import { useState, type KeyboardEvent, type RefObject } from "react";

type Props = {
  label: string;
  name: string;
  input: RefObject<HTMLInputElement>;
  problem: string | null;
  help?: string;
  /** One that is being chosen: password managers then offer to keep it. */
  is_new?: boolean;
  on_change?: () => void;
};

export function PassphraseInput({ label, name, input, problem, help, is_new = false, on_change }: Props) {
  const [has_caps_lock, setCapsLock] = useState(false);
  const look = (event: KeyboardEvent) => setCapsLock(event.getModifierState("CapsLock"));
  return (
    <EuiFormRow
      fullWidth
      label={label}
      isInvalid={problem !== null}
      error={problem ?? undefined}
      helpText={has_caps_lock ? "Caps Lock is on." : problem === null ? help : undefined}
    >
      <EuiFieldPassword
        fullWidth
        type="dual"
        name={name}
        inputRef={input}
        isInvalid={problem !== null}
        autoComplete={is_new ? "new-password" : "current-password"}
        spellCheck={false}
        data-test-subj={name}
        onKeyDown={look}
        onKeyUp={look}
        onBlur={() => setCapsLock(false)}
        onChange={on_change}
      />
    </EuiFormRow>
  );
}

/** Leaves the person where the mistake is. */
export function refocus({ current }: RefObject<HTMLInputElement>): void {
  current?.focus();
  current?.select();
}
