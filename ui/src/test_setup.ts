import "@testing-library/jest-dom/vitest";
import { cleanup, configure } from "@testing-library/react";
import { afterEach, vi } from "vitest";

// EUI says a callout a second time, to screen readers, a moment after it is shown: a search for a text would find one or
// two, as the machine is quick or slow.
const SAID_AGAIN = "[aria-live][aria-atomic=true][class*=euiScreenReaderOnly]";

configure({
  testIdAttribute: "data-test-subj",
  asyncUtilTimeout: 20_000,
  defaultIgnore: `script, style, ${SAID_AGAIN}, ${SAID_AGAIN} *`,
});

// What jsdom has not, and the screen needs.
window.matchMedia = (query: string) =>
  ({
    matches: query.includes("min-width"),
    media: query,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
    addListener: () => undefined,
    removeListener: () => undefined,
  }) as unknown as MediaQueryList;
window.scrollTo = () => undefined;
Element.prototype.scrollIntoView = () => undefined;
// Emotion's thousands of rules make every look at an element's style slow, and no test asks for a
// colour: those are the end-to-end tests' business.
HTMLStyleElement.prototype.appendChild = <T extends Node>(node: T): T => node;
HTMLCanvasElement.prototype.getContext = (() => ({
  measureText: (text: string) => ({ width: text.length * 8 }),
})) as unknown as HTMLCanvasElement["getContext"];
Range.prototype.getClientRects = () => [] as unknown as DOMRectList;
Range.prototype.getBoundingClientRect = () => new DOMRect();

vi.stubGlobal(
  "ResizeObserver",
  class {
    observe() {}
    unobserve() {}
    disconnect() {}
  },
);

// Bars are drawn on a canvas, which jsdom has not; the end-to-end tests look at the real chart.
vi.mock("@elastic/charts", () => ({
  Axis: () => null,
  BarSeries: () => null,
  Chart: () => null,
  Settings: () => null,
  DARK_THEME: {},
  LIGHT_THEME: {},
  Position: {},
  ScaleType: {},
}));

afterEach(cleanup);
