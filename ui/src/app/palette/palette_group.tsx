import { EuiIcon, useEuiTheme } from "@elastic/eui";
import type { MouseEvent } from "react";
import type { Entry, Group } from "./find_entries";
import { paletteStyles } from "./palette_styles";

type Props = {
  group: Group;
  label_id: string;
  active: Entry | undefined;
  option_id: (entry: Entry) => string;
  on_point: (entry: Entry) => void;
  on_run: (what: { run: () => void }) => void;
};

/** The input keeps the focus: an option is pointed at, never entered. */
const stay = (event: MouseEvent) => event.preventDefault();

const bringIntoView = (option: HTMLElement | null) => option?.scrollIntoView({ block: "nearest" });

export function PaletteGroup({ group, label_id, active, option_id, on_point, on_run }: Props) {
  const styles = paletteStyles(useEuiTheme());
  return (
    <div role="group" aria-labelledby={label_id}>
      <div id={label_id} css={styles.label} role="presentation">
        {group.label}
      </div>
      {group.entries.map((entry) => {
        const is_active = entry === active || entry.id === active?.id;
        const { second } = entry;
        return (
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the input has the keys
          <div
            key={entry.id}
            id={option_id(entry)}
            ref={is_active ? bringIntoView : undefined}
            role="option"
            tabIndex={-1}
            aria-selected={is_active}
            css={styles.option}
            data-test-subj="paletteOption"
            onMouseMove={() => {
              if (!is_active) on_point(entry);
            }}
            onMouseDown={stay}
            onClick={() => on_run(entry)}
          >
            <EuiIcon type={entry.icon} color="subdued" aria-hidden css={{ flex: "none" }} />
            <span css={styles.text} title={entry.label}>
              <bdi>{entry.label}</bdi>
            </span>
            {entry.detail ? (
              <span css={styles.detail} title={entry.detail}>
                {entry.detail}
              </span>
            ) : null}
            {second && is_active ? (
              // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions -- for the mouse; keys have Ctrl and Enter
              <span
                css={styles.second}
                aria-hidden
                data-test-subj="paletteSecond"
                onClick={(event) => {
                  event.stopPropagation();
                  on_run(second);
                }}
              >
                {second.label}
              </span>
            ) : null}
          </div>
        );
      })}
    </div>
  );
}
