// A real browser for pages, where this machine has one.
import { existsSync } from "node:fs";
import type { TestContext } from "node:test";
import axe from "axe-core";
import {
  type Browser,
  type BrowserContextOptions,
  chromium,
  type Page,
} from "playwright-core";

const places = [
  process.env["CHROMIUM"],
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/snap/bin/chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** The browser of this machine; undefined where it has none. */
export const browserProgram = places.find(
  (place): place is string => place !== undefined && existsSync(place),
);

/** For `skip`: why pages are not looked at with a browser here; false where they are. */
export const noBrowser: string | false =
  browserProgram === undefined &&
  "left out: no Chromium is installed here (CHROMIUM names one)";

/** A tab that keeps what went wrong in it. */
export interface Tab {
  page: Page;
  /** Errors of scripts, refusals of the policy, dialogs, and requests to anywhere but the page's own server. */
  faults: string[];
}

export interface OpenBrowser {
  open(path: string, options?: BrowserContextOptions): Promise<Tab>;
}

/** Starts a browser that is closed with the test; `origin` is where its pages are. */
export async function openBrowser(
  t: TestContext,
  origin: string,
): Promise<OpenBrowser> {
  const browser: Browser = await chromium.launch({
    executablePath: browserProgram ?? "",
    args: [
      "--no-sandbox", // the tests may run as root
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
  t.after(() => browser.close());
  return {
    async open(path, options = {}) {
      const context = await browser.newContext(options);
      const page = await context.newPage();
      const faults: string[] = [];
      page.on("pageerror", ({ message }) => faults.push(message));
      page.on("console", (message) => {
        if (message.type() === "error") faults.push(message.text());
      });
      page.on("dialog", (dialog) => {
        faults.push(`dialog: ${dialog.message()}`);
        void dialog.dismiss();
      });
      page.on("request", (request) => {
        if (!request.url().startsWith(origin))
          faults.push(`asked elsewhere: ${request.url()}`);
      });
      await page.goto(origin + path);
      return { page, faults };
    },
  };
}

/** What axe finds wrong with a page for people who see, hear or move otherwise; in words. */
export async function axeViolations(page: Page): Promise<string[]> {
  // Evaluated, not added as a script: the page's own policy would rightly refuse that.
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() =>
    (globalThis as unknown as { axe: typeof axe }).axe.run(),
  );
  return violations.map(
    ({ id, help, nodes }) =>
      `${id}: ${help} (${nodes.map(({ html }) => html.slice(0, 120)).join("; ")})`,
  );
}
