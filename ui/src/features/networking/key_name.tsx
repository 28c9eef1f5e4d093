/** Kibana's name of a setting, for those who know it from their kibana.yml. */
import { useEuiTheme } from "@elastic/eui";

export function KeyName({ setting_key }: { setting_key: string }) {
  const { euiTheme } = useEuiTheme();
  return (
    <code
      css={{
        fontSize: 11,
        fontFamily: euiTheme.font.familyCode,
        fontWeight: euiTheme.font.weight.regular,
        color: euiTheme.colors.textSubdued,
        overflowWrap: "anywhere",
      }}
    >
      xpack.actions.{setting_key}
    </code>
  );
}
