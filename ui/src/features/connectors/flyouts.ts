export { CreateFlyout } from "./create_flyout";
export { EditFlyout } from "./edit_flyout";
