/** Everything that goes over the wire between a page and the server, searched for secrets as it comes. */
import type { BrowserContext, Page, Request, Response } from "@playwright/test";
import { createHash } from "node:crypto";
import type { Canary } from "../fixtures/canary.ts";
import { PAGE_MEMORY } from "../fixtures/page_memory.ts";

export class Transcript {
  readonly #canary: Canary;
  readonly #page: Page;
  readonly #reading = new Set<Promise<void>>();
  readonly #assets = new Set<string>();
  /** Answers whose body could not be had: nothing was searched there. */
  readonly unread: string[] = [];
  /** How many answers of commands were searched. */
  answers = 0;
  #is_paused = false;

  constructor(canary: Canary, page: Page) {
    this.#canary = canary;
    this.#page = page;
    page.on("request", (request) => this.#request(request));
    page.on("response", (response) => {
      if (this.#is_paused) return;
      const reading = this.#response(response).finally(() => this.#reading.delete(reading));
      this.#reading.add(reading);
    });
    page.on("console", (message) => canary.search("console", this.#where(), message.text()));
    page.on("pageerror", (error) => canary.search("console", this.#where(), String(error.stack)));
  }

  /** Waits for what is on its way, then searches what the page holds. To be called before the page is left. */
  async look(): Promise<void> {
    await this.settle();
    const held = await this.#page.evaluate(new Function(PAGE_MEMORY) as () => Promise<string>);
    this.#canary.search("page", this.#where(), held);
    this.#canary.search("cookies", this.#where(), JSON.stringify(await this.#context.cookies()));
  }

  async settle(): Promise<void> {
    await this.#page.waitForLoadState("networkidle");
    while (this.#reading.size > 0) await Promise.all(this.#reading);
  }

  /** What a provider answers is shown as it is; for one that repeats the key it was sent. */
  async unsearched(work: () => Promise<void>): Promise<void> {
    await this.settle();
    this.#is_paused = true;
    await work();
    await this.#page.waitForLoadState("networkidle");
    this.#is_paused = false;
  }

  get #context(): BrowserContext {
    return this.#page.context();
  }

  #where(): string {
    return new URL(this.#page.url()).pathname;
  }

  // Its body is where secrets belong.
  #request(request: Request): void {
    this.#canary.search("request", request.url(), `${request.method()} ${request.url()}\n${JSON.stringify(request.headers())}`);
  }

  async #response(response: Response): Promise<void> {
    const path = new URL(response.url()).pathname;
    const head = `${response.status()} ${response.statusText()} ${response.url()}`;
    this.#canary.search("response", path, `${head}\n${JSON.stringify(await response.allHeaders())}`);
    if (path.startsWith("/rpc")) this.answers += 1;
    let body: Buffer;
    try {
      body = await response.body();
    } catch {
      // A file of the screen may be dropped when the page is left, and is the same each time.
      if (path.startsWith("/rpc") || path.startsWith("/session")) this.unread.push(path);
      return;
    }
    const digest = createHash("sha256").update(body).digest("hex");
    if (this.#assets.has(digest)) return;
    if (path.startsWith("/assets/")) this.#assets.add(digest);
    this.#canary.search("response", path, body);
  }
}
