/**
 * How long it takes from navigation to a painted, usable list of 500 connectors, in the real window; and what the
 * same web engine takes for an empty page, in the same session, turn by turn.
 *
 * The empty page is shown by WebKitGTK's own MiniBrowser, which is the same library in a bare GTK window: a second
 * Tauri application only for this number would have to be built and kept.
 */
import { test } from "@playwright/test";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { Desktop } from "../fixtures/desktop.ts";
import { makeHome } from "../fixtures/home.ts";
import { patchbay, profile, root, target } from "../fixtures/places.ts";
import { Server } from "../fixtures/server.ts";
import type { Session } from "../fixtures/web_driver.ts";

const CONNECTORS = 500;
const RUNS = 9;
const GOAL_MS = 600;

test("startup with 500 connectors", async () => {
  const home = makeHome();
  let desktop: Desktop | undefined;
  try {
    const server = await Server.start(home);
    await fill(server);
    await server.stop();
    desktop = await Desktop.start(home);

    const empty_ms: number[] = [];
    const list_ms: number[] = [];
    // One turn more than counted: the first finds no file in the system's cache.
    for (let turn = 0; turn <= RUNS; turn += 1) {
      const empty = await emptyPage(desktop);
      const list = await listOfConnectors(desktop, home.data_dir);
      if (turn === 0) continue;
      empty_ms.push(empty);
      list_ms.push(list);
    }
    report(empty_ms, list_ms);
  } finally {
    await desktop?.stop();
    home.remove();
  }
});

async function fill(server: Server): Promise<void> {
  for (let n = 1; n <= CONNECTORS; n += 1) {
    const config = {
      apiProvider: "Other" as const,
      apiUrl: `https://models-${n}.example.org/v1/chat/completions`,
      defaultModel: `model-${n}`,
    };
    await server.call("connectors_create", { name: `Connector ${n}`, config, secrets: { apiKey: `sk-${n}` } });
  }
}

async function listOfConnectors(desktop: Desktop, data_dir: string): Promise<number> {
  const session = await desktop.openWindow(patchbay, ["--data-dir", data_dir]);
  try {
    return await markOf(session, "patchbay:list-usable");
  } finally {
    await session.close();
  }
}

async function emptyPage(desktop: Desktop): Promise<number> {
  const session = await desktop.openWindow(miniBrowser(), ["--automation"]);
  try {
    await session.navigate(pathToFileURL(join(root, "tests/bench/empty.html")).href);
    return await markOf(session, "painted");
  } finally {
    await session.close();
  }
}

/** Milliseconds from the start of the navigation to the mark. */
async function markOf(session: Session, name: string): Promise<number> {
  for (let waited_ms = 0; waited_ms < 60_000; waited_ms += 50) {
    const at_ms = await session.execute<number | null>(
      "return performance.getEntriesByName(arguments[0])[0]?.startTime ?? null;",
      name,
    );
    if (at_ms !== null) return at_ms;
    await sleep(50);
  }
  throw new Error(`the page never set the mark ${name}`);
}

function miniBrowser(): string {
  const folders = ["/usr/libexec", "/usr/lib", ...readdirSync("/usr/lib").map((name) => join("/usr/lib", name))];
  const found = folders.map((folder) => join(folder, "webkit2gtk-4.1/MiniBrowser")).find((path) => existsSync(path));
  if (!found) throw new Error("WebKitGTK's MiniBrowser is not installed");
  return found;
}

function median(numbers: number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}

function report(empty_ms: number[], list_ms: number[]): void {
  const [empty, list] = [median(empty_ms), median(list_ms)];
  const row = (name: string, all: number[]) =>
    `${name.padEnd(34)} ${median(all).toFixed(0).padStart(6)} ${Math.min(...all).toFixed(0).padStart(6)} ${Math.max(...all).toFixed(0).padStart(6)}`;
  const text = [
    `From navigation to paint in ms, ${profile} build, ${RUNS} runs each`,
    `${"".padEnd(34)} median    min    max`,
    row("an empty page (MiniBrowser)", empty_ms),
    row(`a usable list of ${CONNECTORS} connectors`, list_ms),
    `ratio ${(list / empty).toFixed(1)}, goal ${GOAL_MS} ms: ${list < GOAL_MS ? "met" : "NOT met"}`,
  ].join("\n");
  process.stdout.write(`\n${text}\n\n`);
  mkdirSync(join(target, "bench"), { recursive: true });
  writeFileSync(join(target, "bench/startup.json"), JSON.stringify({ profile, empty_ms, list_ms }, null, 2));
}
