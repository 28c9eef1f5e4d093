/**
 * The icons that ship. EUI knows some 600 and fetches each on demand, which flickers and fails
 * without a network; the build puts this map in the place of EUI's own (see vite.config.ts).
 * An icon that is missing here shows as an empty square: `icons.test.ts` finds it first.
 */
import { icon as chart_bar_vertical_stack } from "@elastic/eui/optimize/es/components/icon/assets/chart_bar_vertical_stack";
import { icon as check } from "@elastic/eui/optimize/es/components/icon/assets/check";
import { icon as check_circle } from "@elastic/eui/optimize/es/components/icon/assets/check_circle";
import { icon as chevron_limit_left } from "@elastic/eui/optimize/es/components/icon/assets/chevron_limit_left";
import { icon as chevron_limit_right } from "@elastic/eui/optimize/es/components/icon/assets/chevron_limit_right";
import { icon as chevron_single_down } from "@elastic/eui/optimize/es/components/icon/assets/chevron_single_down";
import { icon as chevron_single_left } from "@elastic/eui/optimize/es/components/icon/assets/chevron_single_left";
import { icon as chevron_single_right } from "@elastic/eui/optimize/es/components/icon/assets/chevron_single_right";
import { icon as clock } from "@elastic/eui/optimize/es/components/icon/assets/clock";
import { icon as code } from "@elastic/eui/optimize/es/components/icon/assets/code";
import { icon as controls } from "@elastic/eui/optimize/es/components/icon/assets/controls";
import { icon as copy } from "@elastic/eui/optimize/es/components/icon/assets/copy";
import { icon as cross } from "@elastic/eui/optimize/es/components/icon/assets/cross";
import { icon as display } from "@elastic/eui/optimize/es/components/icon/assets/display";
import { icon as dot } from "@elastic/eui/optimize/es/components/icon/assets/dot";
import { icon as download } from "@elastic/eui/optimize/es/components/icon/assets/download";
import { icon as ellipsis } from "@elastic/eui/optimize/es/components/icon/assets/ellipsis";
import { icon as empty } from "@elastic/eui/optimize/es/components/icon/assets/empty";
import { icon as error } from "@elastic/eui/optimize/es/components/icon/assets/error";
import { icon as external } from "@elastic/eui/optimize/es/components/icon/assets/external";
import { icon as eye } from "@elastic/eui/optimize/es/components/icon/assets/eye";
import { icon as eye_slash } from "@elastic/eui/optimize/es/components/icon/assets/eye_slash";
import { icon as gear } from "@elastic/eui/optimize/es/components/icon/assets/gear";
import { icon as globe } from "@elastic/eui/optimize/es/components/icon/assets/globe";
import { icon as info } from "@elastic/eui/optimize/es/components/icon/assets/info";
import { icon as inspect } from "@elastic/eui/optimize/es/components/icon/assets/inspect";
import { icon as key } from "@elastic/eui/optimize/es/components/icon/assets/key";
import { icon as list_check } from "@elastic/eui/optimize/es/components/icon/assets/list_check";
import { icon as lock } from "@elastic/eui/optimize/es/components/icon/assets/lock";
import { icon as lock_open } from "@elastic/eui/optimize/es/components/icon/assets/lock_open";
import { icon as log_out } from "@elastic/eui/optimize/es/components/icon/assets/log_out";
import { icon as magnify } from "@elastic/eui/optimize/es/components/icon/assets/magnify";
import { icon as minus_circle } from "@elastic/eui/optimize/es/components/icon/assets/minus_circle";
import { icon as moon } from "@elastic/eui/optimize/es/components/icon/assets/moon";
import { icon as pencil } from "@elastic/eui/optimize/es/components/icon/assets/pencil";
import { icon as play } from "@elastic/eui/optimize/es/components/icon/assets/play";
import { icon as plugs } from "@elastic/eui/optimize/es/components/icon/assets/plugs";
import { icon as plus_circle } from "@elastic/eui/optimize/es/components/icon/assets/plus_circle";
import { icon as refresh } from "@elastic/eui/optimize/es/components/icon/assets/refresh";
import { icon as return_key } from "@elastic/eui/optimize/es/components/icon/assets/return";
import { icon as server } from "@elastic/eui/optimize/es/components/icon/assets/server";
import { icon as sort_down } from "@elastic/eui/optimize/es/components/icon/assets/sort_down";
import { icon as sort_up } from "@elastic/eui/optimize/es/components/icon/assets/sort_up";
import { icon as sortable } from "@elastic/eui/optimize/es/components/icon/assets/sortable";
import { icon as stop } from "@elastic/eui/optimize/es/components/icon/assets/stop";
import { icon as stop_fill } from "@elastic/eui/optimize/es/components/icon/assets/stop_fill";
import { icon as sun } from "@elastic/eui/optimize/es/components/icon/assets/sun";
import { icon as trash } from "@elastic/eui/optimize/es/components/icon/assets/trash";
import { icon as upload } from "@elastic/eui/optimize/es/components/icon/assets/upload";
import { icon as user } from "@elastic/eui/optimize/es/components/icon/assets/user";
import { icon as warning } from "@elastic/eui/optimize/es/components/icon/assets/warning";

export const bundledIcons = {
  chartBarVerticalStack: chart_bar_vertical_stack,
  check,
  checkCircle: check_circle,
  chevronLimitLeft: chevron_limit_left,
  chevronLimitRight: chevron_limit_right,
  chevronSingleDown: chevron_single_down,
  chevronSingleLeft: chevron_single_left,
  chevronSingleRight: chevron_single_right,
  clock,
  code,
  controls,
  copy,
  cross,
  display,
  dot,
  download,
  ellipsis,
  empty,
  error,
  external,
  eye,
  eyeSlash: eye_slash,
  gear,
  globe,
  info,
  inspect,
  key,
  listCheck: list_check,
  lock,
  lockOpen: lock_open,
  logOut: log_out,
  magnify,
  minusCircle: minus_circle,
  moon,
  pencil,
  play,
  plugs,
  plusCircle: plus_circle,
  refresh,
  return: return_key,
  search: magnify,
  server,
  sortable,
  sortDown: sort_down,
  sortUp: sort_up,
  stop,
  stopFill: stop_fill,
  sun,
  trash,
  upload,
  user,
  warning,
};

/** What EUI reads: a loader for each name. */
export const typeToPathMap = Object.fromEntries(
  Object.entries(bundledIcons).map(([name, icon]) => [name, () => Promise.resolve({ icon })]),
);
