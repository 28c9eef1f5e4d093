import "./fonts.css";
import { appendIconComponentCache } from "@elastic/eui/optimize/es/components/icon/icon";
import { createRoot } from "react-dom/client";
import { App } from "./app/app";
import { askEarly, makeQueryClient } from "./app/query_client";
import { makeRouter, preloadScreens } from "./app/router";
import { bundledIcons } from "./components/icon_map";
import { httpHost } from "./host/http";
import { tauriHost } from "./host/tauri";
import { whenListUsable } from "./lib/list_usable";

const host = "__TAURI_INTERNALS__" in window ? tauriHost() : httpHost();
const query_client = makeQueryClient();
askEarly(query_client, host, window.location.pathname);

appendIconComponentCache(bundledIcons);

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");
createRoot(root).render(<App host={host} query_client={query_client} router={makeRouter()} />);

whenListUsable(preloadScreens);
