/** Which screen a path shows. The only place where features meet. */
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  type RouterHistory,
} from "@tanstack/react-router";
import { ConnectorsPage } from "../features/connectors";
import { isTimeRange, type TimeRange } from "../lib/time_range";
import { whenIdle } from "../lib/when_idle";
import { Failed } from "./failed";
import { Frame } from "./frame";
import { Home } from "./home";
import { NotFound } from "./not_found";

const CreateFlyout = lazyRouteComponent(() => import("../features/connectors/flyouts"), "CreateFlyout");
const EditFlyout = lazyRouteComponent(() => import("../features/connectors/flyouts"), "EditFlyout");
const TestTab = lazyRouteComponent(() => import("../features/test"), "TestTab");
const UsagePage = lazyRouteComponent(() => import("../features/usage"), "UsagePage");
const SettingsPage = lazyRouteComponent(() => import("../features/settings"), "SettingsPage");

/** Fetched one after the other once the list is on the screen, so that nobody waits for them. */
export function preloadScreens(): void {
  const waiting: (() => Promise<unknown> | undefined)[] = [
    () => EditFlyout.preload?.(),
    () => TestTab.preload?.(),
    () => UsagePage.preload?.(),
    () => SettingsPage.preload?.(),
    // The heaviest comes last.
    () => import("../features/usage").then(({ preloadChart }) => preloadChart()),
  ];
  const next = () => {
    const load = waiting.shift();
    if (!load) return;
    whenIdle(async () => {
      try {
        await load();
      } catch {
        // A chunk that cannot be fetched says so when its screen is opened.
      }
      next();
    });
  };
  next();
}

const root = createRootRoute({ component: Frame, notFoundComponent: NotFound, errorComponent: Failed });

const home = createRoute({ getParentRoute: () => root, path: "/", component: Home });

const connectors = createRoute({ getParentRoute: () => root, path: "connectors", component: ConnectorsPage });
const create = createRoute({ getParentRoute: () => connectors, path: "create", component: CreateFlyout });
const edit = createRoute({ getParentRoute: () => connectors, path: "$connector_id", component: EditFlyout });
const test = createRoute({ getParentRoute: () => edit, path: "test", component: TestTab });

export type UsageSearch = { connector_id?: string; range?: TimeRange };
const usage = createRoute({
  getParentRoute: () => root,
  path: "usage",
  component: UsagePage,
  validateSearch: (search: Record<string, unknown>): UsageSearch => ({
    ...(typeof search.connector_id === "string" && search.connector_id !== ""
      ? { connector_id: search.connector_id }
      : {}),
    ...(isTimeRange(search.range) ? { range: search.range } : {}),
  }),
});
const settings = createRoute({ getParentRoute: () => root, path: "settings", component: SettingsPage });

const tree = root.addChildren([
  home,
  connectors.addChildren([create, edit.addChildren([test])]),
  usage,
  settings,
]);

export function makeRouter(history?: RouterHistory) {
  return createRouter({
    routeTree: tree,
    ...(history ? { history } : {}),
    defaultErrorComponent: Failed,
    // A chunk from the disk is there at once: a spinner would only flicker.
    defaultPendingMs: 500,
    defaultPendingMinMs: 0,
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
