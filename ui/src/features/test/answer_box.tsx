import { useEuiTheme } from "@elastic/eui";
import { css } from "@emotion/react";
import { useLayoutEffect, useRef } from "react";

type Props = { text: string; is_growing?: boolean };

/** How near to the end counts as reading along. */
const AT_END_PX = 24;

/** The model's words, as text and nothing else: they are never markup. */
export function AnswerBox({ text, is_growing = false }: Props) {
  const { euiTheme } = useEuiTheme();
  const box = useRef<HTMLElement>(null);
  const was_at_end = useRef(true);

  useLayoutEffect(() => {
    const element = box.current;
    if (element && is_growing && was_at_end.current) element.scrollTop = element.scrollHeight;
  });

  const styles = css`
    max-height: 320px;
    overflow: auto;
    padding: ${euiTheme.size.m};
    border: 1px solid ${euiTheme.colors.borderBaseSubdued};
    border-radius: ${euiTheme.border.radius.medium};
    background: ${euiTheme.colors.backgroundBaseSubdued};
    color: ${euiTheme.colors.textParagraph};
    font-size: 14px;
    line-height: 22px;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
    &:focus-visible {
      outline: 2px solid ${euiTheme.colors.borderStrongPrimary};
    }
  `;
  return (
    <section
      ref={box}
      css={styles}
      aria-label="Answer"
      // A region that scrolls must be reachable by keyboard.
      tabIndex={0}
      data-test-subj="runAnswer"
      onScroll={({ currentTarget: at }) => {
        was_at_end.current = at.scrollHeight - at.scrollTop - at.clientHeight < AT_END_PX;
      }}
    >
      {text}
    </section>
  );
}
