/** What the app may import: the page, and a way to have its chart at hand. */
export { preloadChart } from "./usage_over_days";
export { UsagePage } from "./usage_page";
