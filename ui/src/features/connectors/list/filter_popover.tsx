import { EuiFilterButton, EuiPopover } from "@elastic/eui";
import { lazy, Suspense, useState } from "react";

/** The list of options is a chunk: nobody filters before the first paint. */
const FilterOptions = lazy(() => import("./filter_options"));

export type FilterOption<Id extends string> = { id: Id; label: string; count: number | null };

type Props<Id extends string> = {
  label: string;
  options: FilterOption<Id>[];
  chosen: readonly Id[];
  subject: string;
  on_choose: (chosen: Id[]) => void;
};

export function FilterPopover<Id extends string>({ label, options, chosen, subject, on_choose }: Props<Id>) {
  const [is_open, setOpen] = useState(false);
  return (
    <EuiPopover
      isOpen={is_open}
      closePopover={() => setOpen(false)}
      panelPaddingSize="none"
      anchorPosition="downRight"
      aria-label={`Filter by ${label.toLowerCase()}`}
      button={
        <EuiFilterButton
          iconType="chevronSingleDown"
          isSelected={is_open}
          hasActiveFilters={chosen.length > 0}
          {...(chosen.length > 0 ? { numActiveFilters: chosen.length } : {})}
          badgeColor="accent"
          aria-haspopup="true"
          data-test-subj={subject}
          onClick={() => setOpen(!is_open)}
        >
          {label}
        </EuiFilterButton>
      }
    >
      <Suspense fallback={null}>
        <FilterOptions
          label={label}
          options={options}
          chosen={chosen}
          on_choose={(ids) => on_choose(options.map(({ id }) => id).filter((id) => ids.includes(id)))}
        />
      </Suspense>
    </EuiPopover>
  );
}
