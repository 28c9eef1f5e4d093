import { EuiComboBox, EuiFormRow } from "@elastic/eui";
import { useMemo } from "react";
import { useCommandQuery } from "../../host/use_command";

type Props = { connector_id: string | null; on_choose: (connector_id: string | null) => void };

const by_label = new Intl.Collator(undefined, { sensitivity: "base", numeric: true });

export function ConnectorFilter({ connector_id, on_choose }: Props) {
  const { data, isLoading } = useCommandQuery("usage_connectors", {});
  const options = useMemo(
    () => (data ?? []).map(({ id, name }) => ({ key: id, label: name })).sort((a, b) => by_label.compare(a.label, b.label)),
    [data],
  );
  const selected = options.filter(({ key }) => key === connector_id);
  // A link may name a connector that never was.
  const is_unknown = connector_id !== null && data !== undefined && selected.length === 0;
  return (
    <EuiFormRow label="Connector" fullWidth css={{ minInlineSize: 260 }}>
      <EuiComboBox
        fullWidth
        compressed
        isLoading={isLoading}
        singleSelection={{ asPlainText: true }}
        placeholder="All connectors"
        aria-label="Connector"
        options={options}
        selectedOptions={is_unknown ? [{ key: connector_id, label: "Unknown connector" }] : selected}
        onChange={([option]) => on_choose(option?.key ?? null)}
        data-test-subj="usageConnectorFilter"
      />
    </EuiFormRow>
  );
}
