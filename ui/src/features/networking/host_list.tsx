/** A list of hosts, or of anything else that is a word: typed, or pasted with commas or lines between. */
import { EuiBadge, EuiComboBox } from "@elastic/eui";

type Props = {
  label: string;
  items: string[];
  placeholder: string;
  is_fixed: boolean;
  is_invalid: boolean;
  subject: string;
  on_change: (items: string[]) => void;
};

export function HostList({ label, items, placeholder, is_fixed, is_invalid, subject, on_change }: Props) {
  const add = (typed: string) => {
    const words = typed.split(/[\s,;]+/).filter((word) => word !== "" && !items.includes(word));
    if (words.length > 0) on_change([...items, ...new Set(words)]);
  };
  if (is_fixed) {
    return (
      <div role="list" aria-label={label} css={{ display: "flex", flexWrap: "wrap", gap: 4 }} data-test-subj={subject}>
        {items.map((item) => (
          <span key={item} role="listitem" css={{ minInlineSize: 0, maxInlineSize: "100%" }}>
            <EuiBadge color="hollow" title={item}>
              {item}
            </EuiBadge>
          </span>
        ))}
      </div>
    );
  }
  return (
    <EuiComboBox
      fullWidth
      noSuggestions
      aria-label={label}
      placeholder={placeholder}
      options={[]}
      selectedOptions={items.map((item) => ({ label: item, title: item }))}
      isInvalid={is_invalid}
      onCreateOption={add}
      onChange={(options) => on_change(options.map((option) => option.label))}
      data-test-subj={subject}
    />
  );
}
