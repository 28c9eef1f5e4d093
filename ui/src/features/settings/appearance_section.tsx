import { EuiFormRow, EuiSelect } from "@elastic/eui";
import { THEME_CHOICES, THEME_LABELS, useTheme } from "../../components/theme";
import type { ThemeChoice } from "../../host/host";
import { Section } from "../../components/section";

export function AppearanceSection() {
  const { choice, choose } = useTheme();
  return (
    <Section title="Appearance" anchor="appearance">
      <EuiFormRow label="Theme" helpText="System follows the light or dark mode of this machine.">
        <EuiSelect
          options={THEME_CHOICES.map((value) => ({ value, text: THEME_LABELS[value] }))}
          value={choice}
          onChange={(event) => choose(event.target.value as ThemeChoice)}
          data-test-subj="themeSelect"
        />
      </EuiFormRow>
    </Section>
  );
}
