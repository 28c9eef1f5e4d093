export { NetworkingPage } from "./networking_page";
