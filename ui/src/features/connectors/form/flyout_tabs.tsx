/** Tabs at the lower edge of a flyout's header. */
import { EuiSpacer, EuiTab, EuiTabs } from "@elastic/eui";

type Tab = { label: string; is_selected: boolean; on_select: () => void; subject: string };

export function FlyoutTabs({ tabs }: { tabs: Tab[] }) {
  return (
    <>
      <EuiSpacer size="s" />
      <EuiTabs bottomBorder={false} css={{ marginBottom: -24 }}>
        {tabs.map(({ label, is_selected, on_select, subject }) => (
          <EuiTab key={label} isSelected={is_selected} onClick={on_select} data-test-subj={subject}>
            {label}
          </EuiTab>
        ))}
      </EuiTabs>
    </>
  );
}
