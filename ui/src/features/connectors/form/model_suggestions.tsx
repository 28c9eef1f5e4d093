import { EuiLoadingSpinner, EuiText, useEuiTheme } from "@elastic/eui";
import { css } from "@emotion/react";
import type { ReactNode } from "react";
import { formatContext, formatPrices } from "../../../lib/model_facts";
import { formatCount } from "../../../lib/numbers";
import type { ModelOption } from "../../../wire/types";
import { listLabels } from "../../../lib/list_labels";
import type { useModels } from "./use_models";

type Props = {
  list_id: string;
  option_id: (index: number) => string;
  label: string;
  asked: ReturnType<typeof useModels>;
  /** What must be filled in before the provider can be asked. */
  missing: string[];
  shown: ModelOption[];
  hidden_count: number;
  active: number;
  on_choose: (model: ModelOption) => void;
};

function noteFor({ asked, missing }: Props): ReactNode {
  if (missing.length > 0) return `Enter ${listLabels(missing)} to see which models there are.`;
  if (asked.is_loading) {
    return (
      <>
        <EuiLoadingSpinner size="s" /> Loading models…
      </>
    );
  }
  if (asked.error) return [asked.error.message, asked.error.hint].filter(Boolean).join(" ");
  if (asked.models?.problem) return asked.models.problem;
  return asked.models?.models.length === 0 ? "The provider named no models." : null;
}

export function ModelSuggestions(props: Props) {
  const { list_id, option_id, label, shown, hidden_count, active, on_choose } = props;
  const { euiTheme } = useEuiTheme();
  const note = noteFor(props);
  const styles = css`
    max-block-size: 240px;
    overflow-y: auto;
    padding: ${euiTheme.size.xs};
    [role="option"] {
      display: flex;
      justify-content: space-between;
      gap: ${euiTheme.size.m};
      padding: ${euiTheme.size.xs} ${euiTheme.size.s};
      border-radius: ${euiTheme.border.radius.small};
      font-size: 14px;
      line-height: 20px;
      cursor: pointer;
      overflow-wrap: anywhere;
    }
    [role="option"]:hover,
    [aria-selected="true"] {
      background: ${euiTheme.colors.backgroundBaseInteractiveHover};
    }
    small {
      flex: none;
      font-size: 12px;
      color: ${euiTheme.colors.textSubdued};
      font-variant-numeric: tabular-nums;
    }
  `;
  return (
    <>
      <div id={list_id} role="listbox" aria-label={`${label} suggestions`} css={shown.length > 0 && !note ? styles : undefined}>
        {note
          ? null
          : shown.map((model, index) => {
              const facts = [
                model.context_window_tokens === null ? null : formatContext(model.context_window_tokens),
                formatPrices(model),
              ].filter((fact) => fact !== null);
              return (
                // The keyboard reaches it through the field, as a combo box has it.
                // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
                <div
                  key={model.id}
                  id={option_id(index)}
                  role="option"
                  tabIndex={-1}
                  aria-selected={index === active}
                  onClick={() => on_choose(model)}
                >
                  <span>{model.id}</span>
                  {facts.length > 0 ? <small>{facts.join(" · ")}</small> : null}
                </div>
              );
            })}
      </div>
      <EuiText size="xs" color="subdued" role="status" css={note || hidden_count > 0 ? { padding: 8, overflowWrap: "anywhere" } : undefined}>
        {note ?? (hidden_count > 0 ? `${formatCount(hidden_count)} more. Type to narrow the list.` : null)}
      </EuiText>
    </>
  );
}
