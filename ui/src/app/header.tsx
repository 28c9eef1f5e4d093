import { EuiHeader, EuiHeaderSection, EuiHeaderSectionItem, useEuiTheme } from "@elastic/eui";
import { css } from "@emotion/react";
import { Link } from "@tanstack/react-router";
import { Mark } from "../components/brand";
import { AccountMenu } from "./account_menu";
import { Breadcrumbs } from "./breadcrumbs";
import { PaletteLauncher } from "./palette/launcher";
import { ThemeMenu } from "./theme_menu";

export function Header() {
  const { euiTheme } = useEuiTheme();
  const brand = css`
    display: flex;
    align-items: center;
    gap: ${euiTheme.size.s};
    padding: 0 ${euiTheme.size.s};
    color: ${euiTheme.colors.textHeading};
    font-weight: ${euiTheme.font.weight.semiBold};
    font-size: 14px;
  `;
  return (
    <EuiHeader position="fixed" role="banner">
      <EuiHeaderSection grow>
        <EuiHeaderSectionItem>
          <Link to="/" css={brand} aria-label="Patchbay, start page">
            <Mark />
            Patchbay
          </Link>
        </EuiHeaderSectionItem>
        <Breadcrumbs />
      </EuiHeaderSection>
      <EuiHeaderSection side="right">
        <EuiHeaderSectionItem>
          <PaletteLauncher />
        </EuiHeaderSectionItem>
        <EuiHeaderSectionItem>
          <ThemeMenu />
        </EuiHeaderSectionItem>
        <AccountMenu />
      </EuiHeaderSection>
    </EuiHeader>
  );
}
