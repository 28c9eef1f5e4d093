import { EuiIcon, EuiToolTip, useEuiTheme, useIsWithinBreakpoints } from "@elastic/eui";
import { css } from "@emotion/react";
import { Link } from "@tanstack/react-router";
import { mayCall, useAppInfo } from "../host/access";
import type { TAGS } from "../wire/commands";

type Entry = {
  to: "/connectors" | "/get-started" | "/usage" | "/networking" | "/settings";
  label: string;
  icon: string;
  /** Shown to those who may call this. */
  needs: keyof typeof TAGS;
};

const ENTRIES: Entry[] = [
  { to: "/connectors", label: "Connectors", icon: "plugs", needs: "connectors_list" },
  { to: "/get-started", label: "Get started", icon: "listCheck", needs: "connectors_create" },
  { to: "/usage", label: "Token usage", icon: "chartBarVerticalStack", needs: "usage_summary" },
  { to: "/networking", label: "Networking", icon: "globe", needs: "networking_get" },
  { to: "/settings", label: "Settings", icon: "gear", needs: "connectors_list" },
];

/** The way back to the whole list, from whatever it was narrowed to. */
const WHOLE_LIST = { q: undefined, type: undefined, status: undefined, page: undefined };

const linkTo = (to: Entry["to"]) =>
  ({
    to,
    ...(to === "/connectors" ? { search: WHOLE_LIST } : {}),
    // The page is the page, however its list is filtered.
    activeOptions: { includeSearch: false },
  }) as const;

export function Navigation() {
  const { euiTheme } = useEuiTheme();
  const is_rail = useIsWithinBreakpoints(["xs", "s", "m"]);
  const info = useAppInfo();

  const styles = css`
    position: sticky;
    top: var(--euiFixedHeadersOffset, 48px);
    flex: 0 0 ${is_rail ? 56 : 216}px;
    height: calc(100vh - var(--euiFixedHeadersOffset, 48px));
    padding: ${euiTheme.size.m} ${euiTheme.size.s};
    border-right: 1px solid ${euiTheme.colors.borderBaseSubdued};
    background: ${euiTheme.colors.backgroundBaseSubdued};
    ul {
      display: flex;
      flex-direction: column;
      gap: ${euiTheme.size.xs};
    }
    a {
      display: flex;
      align-items: center;
      gap: ${euiTheme.size.m};
      height: 36px;
      padding: 0 ${euiTheme.size.m};
      border-radius: ${euiTheme.border.radius.medium};
      color: ${euiTheme.colors.textParagraph};
      font-weight: ${euiTheme.font.weight.medium};
    }
    ${is_rail ? "a { justify-content: center; padding: 0; width: 40px; }" : ""}
    a:hover {
      background: ${euiTheme.colors.backgroundBaseInteractiveHover};
    }
    a[aria-current="page"] {
      background: ${euiTheme.colors.backgroundBaseInteractiveSelect};
      color: ${euiTheme.colors.textPrimary};
      font-weight: ${euiTheme.font.weight.semiBold};
    }
  `;

  return (
    <nav css={styles} aria-label="Main">
      <ul>
        {ENTRIES.filter((entry) => !info || mayCall(info.role, entry.needs)).map(({ to, label, icon }) => (
          <li key={to}>
            {is_rail ? (
              <EuiToolTip content={label} position="right" disableScreenReaderOutput>
                <Link {...linkTo(to)} aria-label={label}>
                  <EuiIcon type={icon} aria-hidden />
                </Link>
              </EuiToolTip>
            ) : (
              <Link {...linkTo(to)}>
                <EuiIcon type={icon} aria-hidden />
                {label}
              </Link>
            )}
          </li>
        ))}
      </ul>
    </nav>
  );
}
