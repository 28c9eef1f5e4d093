/** The flyouts, as a chunk of their own: the list is on the screen long before one is opened. */
export { CreateFlyout } from "./create/create_flyout";
export { ConnectorUsage } from "./edit/connector_usage";
export { EditFlyout } from "./edit/edit_flyout";
