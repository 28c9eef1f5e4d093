/** Opens the search of everything, from the header or with Ctrl or ⌘ and /. The search itself is a chunk. */
import { EuiButtonEmpty, EuiHeaderSectionItemButton, EuiIcon, useEuiTheme, useIsWithinBreakpoints } from "@elastic/eui";
import { css } from "@emotion/react";
import { lazy, Suspense, useEffect, useState } from "react";

const Palette = lazy(() => import("./palette"));

const is_mac = navigator.platform.startsWith("Mac");
export const SHORTCUT = is_mac ? "⌘ /" : "Ctrl /";

export function PaletteLauncher() {
  const { euiTheme } = useEuiTheme();
  const is_narrow = useIsWithinBreakpoints(["xs", "s", "m"]);
  const [is_open, setOpen] = useState(false);

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "/" || !(event.ctrlKey || event.metaKey) || event.altKey) return;
      event.preventDefault();
      setOpen((open) => !open);
    };
    // Before an editor that has the focus takes the keys for a comment.
    window.addEventListener("keydown", onKey, { capture: true });
    return () => window.removeEventListener("keydown", onKey, { capture: true });
  }, []);

  const props = {
    "aria-haspopup": "dialog" as const,
    "aria-keyshortcuts": is_mac ? "Meta+/" : "Control+/",
    "data-test-subj": "paletteButton",
    onClick: () => setOpen(true),
  };
  return (
    <>
      {is_narrow ? (
        <EuiHeaderSectionItemButton {...props} aria-label="Search">
          <EuiIcon type="search" aria-hidden />
        </EuiHeaderSectionItemButton>
      ) : (
        <EuiButtonEmpty
          {...props}
          size="s"
          color="text"
          iconType="search"
          css={css`
            inline-size: 240px;
            border: 1px solid ${euiTheme.colors.borderBasePlain};
            color: ${euiTheme.colors.textSubdued};
            & > span {
              inline-size: 100%;
              justify-content: flex-start;
            }
            .eui-textTruncate,
            .euiButtonEmpty__text {
              flex: 1;
              display: flex;
              justify-content: space-between;
              font-weight: ${euiTheme.font.weight.regular};
            }
          `}
        >
          <span>Search</span>
          <kbd aria-hidden css={{ fontSize: 11, lineHeight: "20px" }}>{SHORTCUT}</kbd>
        </EuiButtonEmpty>
      )}
      {is_open ? (
        <Suspense fallback={null}>
          <Palette on_close={() => setOpen(false)} />
        </Suspense>
      ) : null}
    </>
  );
}
