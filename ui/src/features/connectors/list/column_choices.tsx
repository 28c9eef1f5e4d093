import { EuiButtonEmpty, EuiCheckboxGroup, EuiSpacer } from "@elastic/eui";
import { COLUMN_IDS, COLUMNS, inOrder, type ColumnId } from "./columns";

type Props = {
  columns: readonly ColumnId[];
  is_chosen: boolean;
  on_choose: (columns: ColumnId[] | null) => void;
};

export default function ColumnChoices({ columns, is_chosen, on_choose }: Props) {
  return (
    <div css={{ minInlineSize: 160 }}>
      <EuiCheckboxGroup
        legend={{ children: "Columns to show", display: "hidden" }}
        options={COLUMN_IDS.map((id) => ({ id: `column-${id}`, label: COLUMNS[id].label }))}
        idToSelectedMap={Object.fromEntries(columns.map((id) => [`column-${id}`, true]))}
        onChange={(option) => {
          const id = option.slice("column-".length) as ColumnId;
          on_choose(inOrder(columns.includes(id) ? columns.filter((shown) => shown !== id) : [...columns, id]));
        }}
      />
      <EuiSpacer size="s" />
      <EuiButtonEmpty
        size="xs"
        flush="left"
        isDisabled={!is_chosen}
        data-test-subj="resetColumns"
        onClick={() => on_choose(null)}
      >
        Show what fits
      </EuiButtonEmpty>
    </div>
  );
}
