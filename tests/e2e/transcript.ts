/** Everything that goes over the wire between a page and the server, searched for secrets as it comes. */
import type { BrowserContext, Page, Request } from "@playwright/test";
import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Canary } from "../fixtures/canary.ts";
import { PAGE_MEMORY } from "../fixtures/page_memory.ts";

/**
 * A stream that ends soon after it began is often said to have been aborted, though the page has read all of it: so
 * what the page reads is searched.
 */
const STREAMS = "/rpc_stream/";
const HEAR_STREAMS = `
  const fetched = window.fetch;
  window.fetch = async (...request) => {
    const response = await fetched(...request);
    const path = new URL(response.url).pathname;
    if (path.startsWith("${STREAMS}")) void response.clone().text().then((text) => window.hear_stream(path, text));
    return response;
  };
`;

/** A page that has asked for nothing for so long waits for nothing. */
const QUIET_MS = 300;

export class Transcript {
  #canary: Canary;
  readonly #page: Page;
  /** Requests whose answer has not been searched yet. */
  readonly #open = new Set<Request>();
  /** Streams that the page has asked for and not heard to their end. */
  #streams = 0;
  readonly #assets = new Set<string>();
  /** Answers whose body could not be had: nothing was searched there. */
  readonly unread: string[] = [];
  /** How many answers of commands were searched. */
  answers = 0;

  /** To be called before a page is opened. */
  static async listen(canary: Canary, page: Page): Promise<Transcript> {
    const transcript = new Transcript(canary, page);
    await page.exposeFunction("hear_stream", (path: string, text: string) => {
      transcript.#streams -= 1;
      transcript.#canary.search("response", path, text);
    });
    await page.addInitScript(HEAR_STREAMS);
    return transcript;
  }

  private constructor(canary: Canary, page: Page) {
    this.#canary = canary;
    this.#page = page;
    page.on("request", (request) => this.#request(request));
    page.on("requestfailed", (request) => {
      this.#open.delete(request);
      this.#miss(new URL(request.url()).pathname);
    });
    page.on("requestfinished", (request) => void this.#answer(request).finally(() => this.#open.delete(request)));
    page.on("console", (message) => this.#canary.search("console", this.#where(), message.text()));
    page.on("pageerror", (error) => this.#canary.search("console", this.#where(), String(error.stack)));
  }

  /** Waits for what is on its way, then searches what the page holds. To be called before the page is left. */
  async look(): Promise<void> {
    await this.settle();
    const held = await this.#page.evaluate(new Function(PAGE_MEMORY) as () => Promise<string>);
    this.#canary.search("page", this.#where(), held);
    this.#canary.search("cookies", this.#where(), JSON.stringify(await this.#context.cookies()));
  }

  async settle(): Promise<void> {
    let quiet_since = Date.now();
    for (const started = quiet_since; Date.now() - quiet_since < QUIET_MS; await sleep(20)) {
      if (this.#open.size > 0 || this.#streams > 0) quiet_since = Date.now();
      if (Date.now() - started > 30_000) throw new Error(`never answered: ${Array.from(this.#open, (one) => one.url())} and ${this.#streams} streams`);
    }
  }

  /**
   * Meanwhile another search listens: what a provider answers is shown as it is, and one that repeats the key it was
   * sent proves that the search would hear it.
   */
  async overheardBy(other: Canary, work: () => Promise<void>): Promise<void> {
    await this.settle();
    const own = this.#canary;
    this.#canary = other;
    await work();
    await this.look();
    this.#canary = own;
  }

  get #context(): BrowserContext {
    return this.#page.context();
  }

  #where(): string {
    return new URL(this.#page.url()).pathname;
  }

  // Its body is where secrets belong.
  #request(request: Request): void {
    this.#open.add(request);
    if (new URL(request.url()).pathname.startsWith(STREAMS)) this.#streams += 1;
    this.#canary.search("request", request.url(), `${request.method()} ${request.url()}\n${JSON.stringify(request.headers())}`);
  }

  async #answer(request: Request): Promise<void> {
    const response = await request.response();
    if (!response) return;
    const path = new URL(response.url()).pathname;
    const head = `${response.status()} ${response.statusText()} ${response.url()}`;
    this.#canary.search("response", path, `${head}\n${JSON.stringify(await response.allHeaders())}`);
    const body = await response.body().catch(() => null);
    if (body === null) return this.#miss(path);
    if (path.startsWith("/rpc")) this.answers += 1;
    // The files of the screen are the same each time.
    const digest = createHash("sha256").update(body).digest("hex");
    if (this.#assets.has(digest)) return;
    if (path.startsWith("/assets/")) this.#assets.add(digest);
    this.#canary.search("response", path, body);
  }

  // Fonts come out of the browser's own memory. Streams are heard by the page.
  #miss(path: string): void {
    if (!path.startsWith("/assets/") && !path.startsWith(STREAMS)) this.unread.push(path);
  }
}
