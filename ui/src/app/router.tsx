/** Which screen a path shows. The only place where features meet. */
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  retainSearchParams,
  type RouterHistory,
} from "@tanstack/react-router";
import { ConnectorsPage, LIST_SEARCH_KEYS, readListSearch, type ListSearch, readCreateSearch } from "../features/connectors";
import { readStartSearch } from "../features/get_started/start_search";
import { readUsageSearch } from "../features/usage/usage_search";
import { whenIdle } from "../lib/when_idle";
import { Failed } from "./failed";
import { Frame } from "./frame";
import { Home } from "./home";
import { NotFound } from "./not_found";

const CreateFlyout = lazyRouteComponent(() => import("../features/connectors/flyouts"), "CreateFlyout");
const ConnectorUsage = lazyRouteComponent(() => import("../features/connectors/flyouts"), "ConnectorUsage");
const EditFlyout = lazyRouteComponent(() => import("../features/connectors/flyouts"), "EditFlyout");
const ImportFlyout = lazyRouteComponent(() => import("../features/connectors/transfer/import_flyout"), "ImportFlyout");
const GetStartedPage = lazyRouteComponent(() => import("../features/get_started"), "GetStartedPage");
const DiagnoseTab = lazyRouteComponent(() => import("../features/diagnose"), "DiagnoseTab");
const TestTab = lazyRouteComponent(() => import("../features/test"), "TestTab");
const UsagePage = lazyRouteComponent(() => import("../features/usage"), "UsagePage");
const NetworkingPage = lazyRouteComponent(() => import("../features/networking"), "NetworkingPage");
const SettingsPage = lazyRouteComponent(() => import("../features/settings"), "SettingsPage");

/** Fetched one after the other once the list is on the screen, so that nobody waits for them. */
export function preloadScreens(): void {
  const waiting: (() => Promise<unknown> | undefined)[] = [
    () => EditFlyout.preload?.(),
    () => TestTab.preload?.(),
    () => DiagnoseTab.preload?.(),
    () => UsagePage.preload?.(),
    () => NetworkingPage.preload?.(),
    () => SettingsPage.preload?.(),
    () => import("./palette/palette"),
    () => GetStartedPage.preload?.(),
    () => ImportFlyout.preload?.(),
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

const connectors = createRoute({
  getParentRoute: () => root,
  path: "connectors",
  component: ConnectorsPage,
  validateSearch: (search: Record<string, unknown>): ListSearch => readListSearch(search),
  // The list behind a flyout stays as it was, and so does the one that is come back to.
  search: { middlewares: [retainSearchParams<ListSearch>([...LIST_SEARCH_KEYS])] },
});
const import_ = createRoute({ getParentRoute: () => connectors, path: "_import", component: ImportFlyout });
const create = createRoute({
  getParentRoute: () => connectors,
  path: "_create",
  component: CreateFlyout,
  validateSearch: readCreateSearch,
});
const create_kind = createRoute({ getParentRoute: () => create, path: "$kind" });
const create_test = createRoute({ getParentRoute: () => create_kind, path: "test", component: TestTab });
const edit = createRoute({ getParentRoute: () => connectors, path: "$connector_id", component: EditFlyout });
const edit_usage = createRoute({ getParentRoute: () => edit, path: "usage", component: ConnectorUsage });
const test = createRoute({ getParentRoute: () => edit, path: "test", component: TestTab });
const diagnose = createRoute({ getParentRoute: () => edit, path: "diagnose", component: DiagnoseTab });

const usage = createRoute({
  getParentRoute: () => root,
  path: "usage",
  component: UsagePage,
  validateSearch: readUsageSearch,
});
const get_started = createRoute({
  getParentRoute: () => root,
  path: "get-started",
  component: GetStartedPage,
  validateSearch: readStartSearch,
});
const networking = createRoute({ getParentRoute: () => root, path: "networking", component: NetworkingPage });
const settings = createRoute({ getParentRoute: () => root, path: "settings", component: SettingsPage });

const tree = root.addChildren([
  home,
  connectors.addChildren([import_, create.addChildren([create_kind.addChildren([create_test])]), edit.addChildren([edit_usage, test, diagnose])]),
  get_started,
  usage,
  networking,
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
