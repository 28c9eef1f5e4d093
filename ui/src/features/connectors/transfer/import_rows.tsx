/** What happens to each line of a file. Paged: a file may have 10,000. */
import {
  EuiBadge,
  EuiButton,
  EuiCallOut,
  EuiFlexGroup,
  EuiFlexItem,
  EuiIcon,
  EuiSpacer,
  EuiTable,
  EuiTableBody,
  EuiTableHeader,
  EuiTableHeaderCell,
  EuiTablePagination,
  EuiTableRow,
  EuiTableRowCell,
  EuiText,
} from "@elastic/eui";
import { useMemo, useState } from "react";
import { formatCount } from "../../../lib/numbers";
import type { ImportAction, ImportRow } from "../../../wire/types";

type Look = { before: string; after: string; icon: string; color: "success" | "primary" | "subdued" | "danger" };

const LOOKS: Record<ImportAction, Look> = {
  add: { before: "Will be added", after: "Added", icon: "plusCircle", color: "success" },
  change: { before: "Will be changed", after: "Changed", icon: "pencil", color: "primary" },
  same: { before: "Unchanged", after: "Unchanged", icon: "check", color: "subdued" },
  skip: { before: "Skipped", after: "Skipped", icon: "minusCircle", color: "subdued" },
  refuse: { before: "Refused", after: "Refused", icon: "error", color: "danger" },
};
const ACTIONS = Object.keys(LOOKS) as ImportAction[];

const PAGE_SIZES = [10, 25, 50, 100];

function Details({ row }: { row: ImportRow }) {
  const { changes, reason, needs_secrets, brings_secrets } = row;
  return (
    <div css={{ overflowWrap: "anywhere", inlineSize: "100%" }}>
      {reason ? <div>{reason}</div> : null}
      {changes.length > 0 ? <div>{changes.join(", ")}</div> : null}
      {needs_secrets ? <EuiBadge color="warning">Needs secrets</EuiBadge> : null}
      {brings_secrets ? <EuiBadge iconType="lock">Brings its secrets</EuiBadge> : null}
    </div>
  );
}

type Shown = ImportAction | "secrets";
type Props = { rows: ImportRow[]; is_done: boolean };

export function ImportRows({ rows, is_done }: Props) {
  const [shown, setShown] = useState<Shown | null>(null);
  const [page, setPage] = useState(0);
  const [page_size, setPageSize] = useState(25);

  const chips = useMemo(() => {
    const counts = new Map<Shown, number>();
    for (const { action, needs_secrets } of rows) {
      counts.set(action, (counts.get(action) ?? 0) + 1);
      if (needs_secrets) counts.set("secrets", (counts.get("secrets") ?? 0) + 1);
    }
    const label = (id: Shown) => (id === "secrets" ? "Needs secrets" : LOOKS[id][is_done ? "after" : "before"]);
    return ([...ACTIONS, "secrets"] as Shown[]).flatMap((id) => {
      const count = counts.get(id);
      return count ? [{ id, label: label(id), count }] : [];
    });
  }, [rows, is_done]);

  // Another answer to conflicts may leave nothing of what was looked at.
  const filter = chips.some(({ id }) => id === shown) ? shown : null;
  const found = useMemo(
    () =>
      filter === null
        ? rows
        : rows.filter(({ action, needs_secrets }) => (filter === "secrets" ? needs_secrets : action === filter)),
    [rows, filter],
  );
  const page_count = Math.max(1, Math.ceil(found.length / page_size));
  const shown_page = Math.min(page, page_count - 1);

  if (rows.length === 0) {
    return (
      <EuiCallOut
        announceOnMount
        color="warning"
        iconType="warning"
        title="There is no connector in this file"
        data-test-subj="importEmpty"
      />
    );
  }
  return (
    <>
      <EuiFlexGroup gutterSize="s" wrap responsive={false} role="group" aria-label="Show only">
        {chips.map(({ id, label, count }) => (
          <EuiFlexItem key={id} grow={false}>
            <EuiButton
              size="s"
              color={filter === id ? "primary" : "text"}
              isSelected={filter === id}
              data-test-subj={`importFilter-${id}`}
              onClick={() => {
                setShown(filter === id ? null : id);
                setPage(0);
              }}
            >
              {label} ({formatCount(count)})
            </EuiButton>
          </EuiFlexItem>
        ))}
      </EuiFlexGroup>
      <EuiSpacer size="m" />
      <EuiTable tableLayout="fixed" responsiveBreakpoint={false} compressed data-test-subj="importRows">
        <caption className="euiScreenReaderOnly">What happens to each line of the file</caption>
        <EuiTableHeader>
          <EuiTableHeaderCell width="64px">Line</EuiTableHeaderCell>
          <EuiTableHeaderCell>Connector</EuiTableHeaderCell>
          <EuiTableHeaderCell width="150px">What happens</EuiTableHeaderCell>
          <EuiTableHeaderCell width="38%">Details</EuiTableHeaderCell>
        </EuiTableHeader>
        <EuiTableBody>
          {found.slice(shown_page * page_size, (shown_page + 1) * page_size).map((row) => {
            const look = LOOKS[row.action];
            return (
              <EuiTableRow key={row.line} data-test-subj="importRow">
                <EuiTableRowCell textOnly={false}>
                  {formatCount(row.line)}
                </EuiTableRowCell>
                <EuiTableRowCell textOnly={false} setScopeRow>
                  <div css={{ minInlineSize: 0, overflowWrap: "anywhere" }}>
                    <bdi>{row.name ?? "–"}</bdi>
                    {row.id ? (
                      <EuiText size="xs" color="subdued" component="div">
                        {row.id}
                      </EuiText>
                    ) : null}
                  </div>
                </EuiTableRowCell>
                <EuiTableRowCell textOnly={false}>
                  <span css={{ display: "flex", alignItems: "center", gap: 6 }}>
                    <EuiIcon type={look.icon} color={look.color} size="s" aria-hidden css={{ flex: "none" }} />
                    {is_done ? look.after : look.before}
                  </span>
                </EuiTableRowCell>
                <EuiTableRowCell textOnly={false}>
                  <Details row={row} />
                </EuiTableRowCell>
              </EuiTableRow>
            );
          })}
        </EuiTableBody>
      </EuiTable>
      <EuiSpacer size="m" />
      <EuiTablePagination
        aria-label="Pages of lines"
        pageCount={page_count}
        activePage={shown_page}
        onChangePage={setPage}
        itemsPerPage={page_size}
        itemsPerPageOptions={PAGE_SIZES}
        onChangeItemsPerPage={(size) => {
          setPageSize(size);
          setPage(0);
        }}
      />
    </>
  );
}
