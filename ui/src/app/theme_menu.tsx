import { EuiContextMenuItem, EuiContextMenuPanel, EuiHeaderSectionItemButton, EuiIcon, EuiPopover } from "@elastic/eui";
import { useState } from "react";
import { THEME_CHOICES, THEME_LABELS, useTheme } from "../components/theme";
import type { ThemeChoice } from "../host/host";

const ICONS: Record<ThemeChoice, string> = { system: "display", light: "sun", dark: "moon" };

export function ThemeMenu() {
  const { choice, mode, choose } = useTheme();
  const [is_open, setOpen] = useState(false);
  const close = () => setOpen(false);
  return (
    <EuiPopover
      isOpen={is_open}
      closePopover={close}
      panelPaddingSize="s"
      anchorPosition="downRight"
      buffer={0}
      aria-label="Theme"
      button={
        <EuiHeaderSectionItemButton
          data-test-subj="themeMenuButton"
          aria-label={`Theme: ${THEME_LABELS[choice]}`}
          aria-expanded={is_open}
          aria-haspopup="true"
          onClick={() => setOpen(!is_open)}
        >
          <EuiIcon type={mode === "dark" ? "moon" : "sun"} aria-hidden />
        </EuiHeaderSectionItemButton>
      }
    >
      <EuiContextMenuPanel
        items={THEME_CHOICES.map((item) => (
          <EuiContextMenuItem
            key={item}
            icon={ICONS[item]}
            aria-current={item === choice}
            data-test-subj={`theme-${item}`}
            onClick={() => {
              choose(item);
              close();
            }}
          >
            <span css={{ display: "flex", alignItems: "center", justifyContent: "space-between", minWidth: 96 }}>
              {THEME_LABELS[item]}
              {item === choice ? <EuiIcon type="check" aria-hidden /> : null}
            </span>
          </EuiContextMenuItem>
        ))}
      />
    </EuiPopover>
  );
}
