/** What the app may import. The flyouts are chunks of their own: `./flyouts` and `./transfer/import_flyout`. */
export { readCreateSearch } from "./create/create_search";
export { ConnectorsPage } from "./list/connectors_page";
export { LIST_SEARCH_KEYS, readListSearch, type ListSearch } from "./list/list_search";
export { useExportConnectors } from "./transfer/use_export_connectors";
