import type { UseEuiTheme } from "@elastic/eui";
import { css } from "@emotion/react";

export function paletteStyles({ euiTheme }: UseEuiTheme) {
  const { colors, size, border, font } = euiTheme;
  return {
    modal: css`
      inline-size: min(640px, calc(100vw - 32px));
      max-inline-size: none;
      /* Of one height, so that the field does not move while its answers change. */
      block-size: min(480px, calc(100vh - 96px));
    `,
    head: css`
      display: flex;
      align-items: center;
      gap: ${size.s};
      flex: none;
      padding: ${size.m} ${size.xxl} ${size.m} ${size.base};
      border-block-end: 1px solid ${colors.borderBaseSubdued};
    `,
    input: css`
      flex: 1;
      min-inline-size: 0;
      padding: 0;
      border: none;
      font-size: 16px;
      line-height: 24px;
      color: ${colors.textHeading};
      background: transparent;
      /* The only field there is; the caret shows where one is. */
      &:focus,
      &&:focus-visible {
        outline: none;
      }
      &::placeholder {
        color: ${colors.textSubdued};
      }
    `,
    body: css`
      flex: 1;
      display: flex;
      flex-direction: column;
      min-block-size: 0;
      padding: ${size.s};
    `,
    /* The list box itself scrolls: the arrows of its field reach every option of it. */
    list: css`
      min-block-size: 0;
      overflow-y: auto;
    `,
    label: css`
      padding: ${size.s} ${size.s} ${size.xs};
      font-size: 12px;
      line-height: 16px;
      font-weight: ${font.weight.semiBold};
      color: ${colors.textSubdued};
    `,
    option: css`
      display: flex;
      align-items: center;
      gap: ${size.s};
      min-block-size: 36px;
      padding: 0 ${size.s};
      border-radius: ${border.radius.medium};
      color: ${colors.textParagraph};
      font-size: 14px;
      line-height: 20px;
      cursor: pointer;
      &[aria-selected="true"] {
        background: ${colors.backgroundBaseInteractiveSelect};
        color: ${colors.textHeading};
      }
    `,
    text: css`
      flex: 0 1 auto;
      min-inline-size: 40%;
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
    `,
    detail: css`
      flex: 1 1 0;
      overflow: hidden;
      text-align: end;
      text-overflow: ellipsis;
      white-space: nowrap;
      font-size: 12px;
      color: ${colors.textSubdued};
    `,
    second: css`
      flex: none;
      padding: 0 ${size.s};
      border-radius: ${border.radius.small};
      font-size: 12px;
      line-height: 24px;
      font-weight: ${font.weight.medium};
      color: ${colors.textPrimary};
      background: ${colors.backgroundBasePlain};
    `,
    note: css`
      padding: ${size.base};
      font-size: 14px;
      color: ${colors.textSubdued};
      overflow-wrap: anywhere;
    `,
    foot: css`
      display: flex;
      gap: ${size.l};
      flex: none;
      padding: ${size.s} ${size.base};
      border-block-start: 1px solid ${colors.borderBaseSubdued};
      font-size: 12px;
      line-height: 20px;
      color: ${colors.textSubdued};
    `,
  };
}
