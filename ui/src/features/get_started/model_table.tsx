import {
  EuiButtonEmpty,
  EuiSpacer,
  EuiTable,
  EuiTableBody,
  EuiTableHeader,
  EuiTableHeaderCell,
  EuiTableRow,
  EuiTableRowCell,
  EuiText,
} from "@elastic/eui";
import { useNavigate } from "@tanstack/react-router";
import { formatContext, formatPrice } from "../../lib/model_facts";
import type { KnownModel } from "../../wire/types";
import type { Guide } from "./start_search";

const unknown = <span aria-label="Not known">–</span>;

type Props = { models: KnownModel[]; source: string; chosen: string | null; guide: Guide };

export function ModelTable({ models, source, chosen, guide }: Props) {
  const navigate = useNavigate();
  if (models.length === 0) {
    return (
      <EuiText size="s" color="subdued">
        <p>No model is known here. Any that your account offers can be entered in the form.</p>
      </EuiText>
    );
  }
  return (
    <>
      <EuiTable tableLayout="fixed" responsiveBreakpoint={false} compressed data-test-subj="modelTable">
        <caption className="euiScreenReaderOnly">Known models</caption>
        <EuiTableHeader>
          <EuiTableHeaderCell width="150px">Model</EuiTableHeaderCell>
          <EuiTableHeaderCell>Good at</EuiTableHeaderCell>
          <EuiTableHeaderCell width="84px" align="right">
            Context
          </EuiTableHeaderCell>
          <EuiTableHeaderCell width="92px" align="right" description="dollars for a million tokens">
            Input / 1M
          </EuiTableHeaderCell>
          <EuiTableHeaderCell width="100px" align="right" description="dollars for a million tokens">
            Output / 1M
          </EuiTableHeaderCell>
          <EuiTableHeaderCell width="104px" align="right">
            Choice
          </EuiTableHeaderCell>
        </EuiTableHeader>
        <EuiTableBody>
          {models.map(({ id, name, good_at, context_window_tokens, input_pusd, output_pusd }) => {
            const is_chosen = id === chosen;
            return (
              <EuiTableRow key={id} isSelected={is_chosen} data-test-subj="modelRow">
                <EuiTableRowCell textOnly={false} setScopeRow>
                  <div css={{ minInlineSize: 0, overflowWrap: "anywhere" }}>
                    {name}
                    {name === id ? null : (
                      <EuiText size="xs" color="subdued" component="div">
                        {id}
                      </EuiText>
                    )}
                  </div>
                </EuiTableRowCell>
                <EuiTableRowCell>{good_at}</EuiTableRowCell>
                <EuiTableRowCell align="right">
                  {context_window_tokens === null ? unknown : formatContext(context_window_tokens)}
                </EuiTableRowCell>
                <EuiTableRowCell align="right">
                  {input_pusd === null ? unknown : formatPrice(input_pusd)}
                </EuiTableRowCell>
                <EuiTableRowCell align="right">
                  {output_pusd === null ? unknown : formatPrice(output_pusd)}
                </EuiTableRowCell>
                <EuiTableRowCell textOnly={false} align="right">
                  <EuiButtonEmpty
                    size="xs"
                    {...(is_chosen ? { iconType: "check" } : {})}
                    aria-pressed={is_chosen}
                    aria-label={`${is_chosen ? "Chosen" : "Choose"}: ${name}`}
                    data-test-subj="chooseModel"
                    onClick={() =>
                      void navigate({
                        to: "/get-started",
                        search: is_chosen ? { guide } : { guide, model: id },
                        replace: true,
                      })
                    }
                  >
                    {is_chosen ? "Chosen" : "Choose"}
                  </EuiButtonEmpty>
                </EuiTableRowCell>
              </EuiTableRow>
            );
          })}
        </EuiTableBody>
      </EuiTable>
      <EuiSpacer size="s" />
      <EuiText size="xs" color="subdued">
        <p>Context in tokens, prices in US dollars for a million tokens. Source: {source}. Your provider's list counts.</p>
      </EuiText>
    </>
  );
}
