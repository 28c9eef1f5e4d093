/** What the app may import: the tab that a connector's flyout shows. */
export { TestTab } from "./test_tab";
