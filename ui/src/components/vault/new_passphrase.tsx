/** A passphrase that is being chosen, typed twice. */
import { EuiFlexGroup, EuiFlexItem } from "@elastic/eui";
import { useRef, useState } from "react";
import { PassphraseInput, refocus } from "./passphrase_input";

/** The backend's own rule, said before it has to say it. */
export const LEAST_PASSPHRASE_CHARS = 12;

type Problems = { first: string | null; again: string | null };
const NONE: Problems = { first: null, again: null };

export function useNewPassphrase() {
  const first = useRef<HTMLInputElement>(null);
  const again = useRef<HTMLInputElement>(null);
  const [problems, setProblems] = useState(NONE);
  return {
    first,
    again,
    problems,
    clear: () => setProblems(NONE),
    /** Null when it cannot be taken; the field then says why. */
    read(): string | null {
      const passphrase = first.current?.value ?? "";
      // As people count: an accented letter or an emoji is one.
      if (Array.from(passphrase).length < LEAST_PASSPHRASE_CHARS) {
        setProblems({ ...NONE, first: `Use at least ${LEAST_PASSPHRASE_CHARS} characters. A few unrelated words do well.` });
        refocus(first);
        return null;
      }
      if (again.current?.value !== passphrase) {
        setProblems({ ...NONE, again: "The two are not the same." });
        refocus(again);
        return null;
      }
      setProblems(NONE);
      return passphrase;
    },
  };
}

type Props = {
  fields: ReturnType<typeof useNewPassphrase>;
  label: string;
  /** What the backend found wrong with it. */
  refusal: string | null;
};

export function NewPassphraseFields({ fields, label, refusal }: Props) {
  const { first, again, problems, clear } = fields;
  return (
    <EuiFlexGroup gutterSize="m">
      <EuiFlexItem>
        <PassphraseInput
          is_new
          name="newPassphrase"
          label={label}
          input={first}
          problem={problems.first ?? refusal}
          help={`At least ${LEAST_PASSPHRASE_CHARS} characters.`}
          on_change={clear}
        />
      </EuiFlexItem>
      <EuiFlexItem>
        <PassphraseInput
          is_new
          name="repeatPassphrase"
          label="Repeat it"
          input={again}
          problem={problems.again}
          on_change={clear}
        />
      </EuiFlexItem>
    </EuiFlexGroup>
  );
}
