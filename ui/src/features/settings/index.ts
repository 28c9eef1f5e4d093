/** What the app may import: the page. */
export { SettingsPage } from "./settings_page";
