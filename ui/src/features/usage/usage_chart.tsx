/** Stacked bars per day. A chunk of its own: the chart library weighs more than the rest of the screen. */
import {
  Axis,
  BarSeries,
  Chart,
  DARK_THEME,
  LIGHT_THEME,
  Position,
  ScaleType,
  Settings,
} from "@elastic/charts";
import dark_css from "@elastic/charts/dist/theme_only_dark.css?inline";
import light_css from "@elastic/charts/dist/theme_only_light.css?inline";
import { useEuiTheme } from "@elastic/eui";
import { useTheme } from "../../components/theme";
import { formatCompact, formatCount } from "../../lib/numbers";
import type { UsageDay } from "../../wire/types";
import { shortDay } from "./day_label";

/** WebKitGTK may name a locale ("c") that the chart's number formats refuse; this one is always valid. */
const { locale } = new Intl.DateTimeFormat().resolvedOptions();

type Props = { days: UsageDay[]; height_px: number };

/** Blue and orange of the Okabe-Ito palette: they differ for every kind of colour vision, and in grey. */
const COLORS = {
  light: { prompt: "#0072b2", completion: "#e69f00" },
  dark: { prompt: "#56b4e9", completion: "#e69f00" },
};

export default function UsageChart({ days, height_px }: Props) {
  const { mode } = useTheme();
  const { euiTheme } = useEuiTheme();
  const colors = COLORS[mode];
  return (
    <div data-test-subj="usageChart">
      {/* Legend and tooltip are HTML, and take their colours from a sheet of which only one may be on. */}
      <style>{mode === "dark" ? dark_css : light_css}</style>
      <Chart size={{ height: height_px }}>
        <Settings
          baseTheme={mode === "dark" ? DARK_THEME : LIGHT_THEME}
          theme={{ background: { color: euiTheme.colors.backgroundBasePlain } }}
          showLegend
          legendPosition={Position.Top}
          ariaLabel="Prompt and completion tokens per day"
          ariaDescription="A stacked bar for each day. The same numbers are in the table view."
          locale={locale}
        />
        <Axis id="day" position={Position.Bottom} tickFormat={shortDay} />
        <Axis id="tokens" position={Position.Left} tickFormat={formatCompact} ticks={5} gridLine={{ visible: true }} />
        <BarSeries
          id="prompt"
          name="Prompt tokens"
          data={days}
          xScaleType={ScaleType.Ordinal}
          yScaleType={ScaleType.Linear}
          xAccessor="day"
          yAccessors={["prompt_tokens"]}
          stackAccessors={["day"]}
          color={colors.prompt}
          tickFormat={formatCount}
        />
        <BarSeries
          id="completion"
          name="Completion tokens"
          data={days}
          xScaleType={ScaleType.Ordinal}
          yScaleType={ScaleType.Linear}
          xAccessor="day"
          yAccessors={["completion_tokens"]}
          stackAccessors={["day"]}
          color={colors.completion}
          tickFormat={formatCount}
        />
      </Chart>
    </div>
  );
}
