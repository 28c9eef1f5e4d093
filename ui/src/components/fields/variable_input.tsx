/** The name of an environment variable, in the place of a file. It makes the reference around it. */
import { EuiFieldText, type EuiFieldTextProps } from "@elastic/eui";
import { readReference, referenceTo } from "../../lib/env_reference";

const [OPENS = "", CLOSES = ""] = referenceTo("|").split("|");

type Props = Omit<EuiFieldTextProps, "prepend" | "append" | "value" | "onChange"> & {
  /** The reference, or nothing. */
  value: string;
  on_reference: (reference: string) => void;
};

/** Somebody may paste the whole reference. */
function nameIn(text: string): string {
  const pasted = readReference(text);
  return pasted?.kind === "variable" ? pasted.name : text.trim();
}

export function VariableInput({ value, on_reference, ...rest }: Props) {
  return (
    <EuiFieldText
      {...rest}
      prepend={OPENS}
      append={CLOSES}
      value={value === "" ? "" : value.slice(OPENS.length, -CLOSES.length)}
      autoComplete="off"
      autoCapitalize="off"
      spellCheck={false}
      onChange={({ target }) => {
        const name = nameIn(target.value);
        on_reference(name === "" ? "" : referenceTo(name));
      }}
    />
  );
}
