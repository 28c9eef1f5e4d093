import { EuiButtonEmpty, EuiPopover } from "@elastic/eui";
import { lazy, Suspense, useState } from "react";
import type { ColumnId } from "./columns";

const ColumnChoices = lazy(() => import("./column_choices"));

type Props = {
  columns: readonly ColumnId[];
  is_chosen: boolean;
  /** Null: whatever fits. */
  on_choose: (columns: ColumnId[] | null) => void;
};

export function ColumnsPopover({ columns, is_chosen, on_choose }: Props) {
  const [is_open, setOpen] = useState(false);
  return (
    <EuiPopover
      isOpen={is_open}
      closePopover={() => setOpen(false)}
      anchorPosition="downRight"
      panelPaddingSize="m"
      aria-label="Columns"
      button={
        <EuiButtonEmpty
          iconType="controls"
          color="text"
          aria-haspopup="true"
          aria-expanded={is_open}
          data-test-subj="columnsButton"
          onClick={() => setOpen(!is_open)}
        >
          Columns
        </EuiButtonEmpty>
      }
    >
      <Suspense fallback={null}>
        <ColumnChoices columns={columns} is_chosen={is_chosen} on_choose={on_choose} />
      </Suspense>
    </EuiPopover>
  );
}
