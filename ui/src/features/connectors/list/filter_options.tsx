import { EuiSelectable, type EuiSelectableOption } from "@elastic/eui";
import { formatCount } from "../../../lib/numbers";
import type { FilterOption } from "./filter_popover";

type Props = {
  label: string;
  options: FilterOption<string>[];
  chosen: readonly string[];
  on_choose: (ids: string[]) => void;
};

export default function FilterOptions({ label, options, chosen, on_choose }: Props) {
  const shown: EuiSelectableOption[] = options.map(({ id, label: text, count }) => ({
    key: id,
    label: count === null ? text : `${text} (${formatCount(count)})`,
    checked: chosen.includes(id) ? "on" : undefined,
  }));
  return (
    <EuiSelectable
      aria-label={label}
      searchable
      searchProps={{ placeholder: "Filter options", compressed: true, "aria-label": "Filter options" }}
      options={shown}
      onChange={(after) => on_choose(after.flatMap(({ key, checked }) => (checked === "on" && key ? [key] : [])))}
      listProps={{ bordered: false, isVirtualized: false, css: { inlineSize: 240 } }}
      emptyMessage="There are no such options."
      noMatchesMessage="No option matches."
      data-test-subj="filterOptions"
    >
      {(list, search) => (
        <>
          <div css={{ padding: 8 }}>{search}</div>
          <div css={{ paddingBlockEnd: 8 }}>{list}</div>
        </>
      )}
    </EuiSelectable>
  );
}
