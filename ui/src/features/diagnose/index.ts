/** What the app may import: the tab that a saved connector's flyout shows. */
export { DiagnoseTab } from "./diagnose_tab";
