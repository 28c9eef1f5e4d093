/** The search of everything: a combobox over a grouped list box, as the ARIA practices describe it. */
import { EuiIcon, EuiModal, EuiScreenReaderOnly, useEuiTheme, useGeneratedHtmlId } from "@elastic/eui";
import { useDeferredValue, useRef, useState, type KeyboardEvent } from "react";
import { plural } from "../../lib/numbers";
import type { Entry } from "./find_entries";
import { PaletteGroup } from "./palette_group";
import { paletteStyles } from "./palette_styles";
import { useEntries } from "./use_entries";

const LONGEST_CHARS = 200;

export default function Palette({ on_close }: { on_close: () => void }) {
  const theme = useEuiTheme();
  const styles = paletteStyles(theme);
  const id = useGeneratedHtmlId({ prefix: "palette" });
  const list_id = `${id}-list`;
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const input = useRef<HTMLInputElement>(null);
  const { groups, is_loading, error } = useEntries(useDeferredValue(text));
  const entries = groups.flatMap((group) => group.entries);
  // The list may have become shorter since the arrow was pressed.
  const active = entries[Math.min(at, entries.length - 1)];
  const optionId = (entry: Entry) => `${id}-${entry.id}`;

  const run = (what: { run: () => void } | undefined) => {
    if (!what) return;
    // Closed first, so that the focus it gives back does not leave what is opened.
    on_close();
    what.run();
  };

  const onKeyDown = (event: KeyboardEvent) => {
    // An input method takes these keys for itself.
    if (event.nativeEvent.isComposing || entries.length === 0) return;
    const here = Math.min(at, entries.length - 1);
    if (event.key === "ArrowDown") setAt((here + 1) % entries.length);
    else if (event.key === "ArrowUp") setAt((here + entries.length - 1) % entries.length);
    else if (event.key === "Enter") run(event.ctrlKey || event.metaKey ? (active?.second ?? active) : active);
    else return;
    event.preventDefault();
  };

  return (
    <EuiModal
      aria-label="Search everything"
      onClose={on_close}
      initialFocus={() => input.current ?? document.body}
      css={styles.modal}
      data-test-subj="palette"
    >
      <div css={styles.head}>
        <EuiIcon type="search" color="subdued" aria-hidden />
        <input
          ref={input}
          css={styles.input}
          type="text"
          role="combobox"
          aria-label="Search"
          aria-expanded={entries.length > 0}
          aria-controls={list_id}
          aria-autocomplete="list"
          aria-activedescendant={active ? optionId(active) : undefined}
          autoComplete="off"
          spellCheck={false}
          maxLength={LONGEST_CHARS}
          placeholder="Connectors, pages, settings, actions"
          value={text}
          data-test-subj="paletteInput"
          onChange={(event) => {
            setText(event.target.value);
            setAt(0);
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <div css={styles.body}>
        <div id={list_id} css={styles.list} role="listbox" aria-label="Found">
          {groups.map((group) => (
            <PaletteGroup
              key={group.id}
              group={group}
              label_id={`${id}-group-${group.id}`}
              active={active}
              option_id={optionId}
              on_point={(entry) => setAt(entries.indexOf(entry))}
              on_run={run}
            />
          ))}
        </div>
        {is_loading ? <p css={styles.note}>Loading connectors…</p> : null}
        {error ? <p css={styles.note}>Connectors could not be loaded: {error.message}</p> : null}
        {entries.length === 0 && !is_loading ? (
          <p css={styles.note} data-test-subj="paletteNothing">
            Nothing is found for “<bdi>{text}</bdi>”.
          </p>
        ) : null}
      </div>
      <div css={styles.foot} aria-hidden>
        <span>
          <kbd>↑</kbd> <kbd>↓</kbd> to choose
        </span>
        <span>
          <kbd>↵</kbd> to open
        </span>
        <span css={{ visibility: active?.second ? "visible" : "hidden" }}>
          <kbd>Ctrl ↵</kbd> to test
        </span>
      </div>
      <EuiScreenReaderOnly>
        <p role="status">
          {plural(entries.length, "result", "results")}
          {active?.second ? `, Control Enter for: ${active.second.label}` : ""}
        </p>
      </EuiScreenReaderOnly>
    </EuiModal>
  );
}
