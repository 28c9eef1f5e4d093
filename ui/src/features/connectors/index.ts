/** What the app may import. The flyouts are a chunk of their own: `./flyouts`. */
export { ConnectorsPage } from "./connectors_page";
