/** What the app may import, as a chunk. `./start_search` is apart from it: the router needs it at once. */
export { GetStartedPage } from "./get_started_page";
