// Takes the pictures of the README: node src/testing/screenshots/take.ts [folder]
import { mkdir, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { chromium, type Page } from "playwright-core";
import { browserProgram } from "../browser.ts";
import { type Stage, setStage } from "./stage.ts";

const WIDTH = 880;
const TALLEST = 1_150;
/** Whoever reads the README loads them all. */
const LARGEST = 150 * 1024;

const pathsOf = ({ incidentId }: Stage): Record<string, string> => ({
  page: "/",
  service: "/s/datastore?span=7d",
  incident: `/incidents/${incidentId}`,
  numbers: "/n/iati/numbers?span=90d",
});

async function take(page: Page, file: string): Promise<void> {
  // Pictures further down are loaded when they are nearly seen.
  for (const image of await page.locator("main img").all())
    await image.scrollIntoViewIfNeeded();
  const height = await page.evaluate<number>(
    "Promise.all([...document.images].map((image) => image.decode())).then(() => (scrollTo(0, 0), document.documentElement.scrollHeight))",
  );
  const clip = { x: 0, y: 0, width: WIDTH, height: Math.min(height, TALLEST) };
  await page.screenshot({ path: file, fullPage: true, clip });
  const { size } = await stat(file);
  if (size > LARGEST) throw new Error(`${file} is too large: ${size} bytes`);
  process.stdout.write(`${file}: ${Math.ceil(size / 1024)} kB\n`);
}

const folder = resolve(
  process.argv[2] ?? join(import.meta.dirname, "../../../docs/pictures"),
);
await mkdir(folder, { recursive: true });
if (browserProgram === undefined)
  throw new Error("no Chromium is installed here (CHROMIUM names one)");
const stage = await setStage(0);
const browser = await chromium.launch({
  executablePath: browserProgram,
  args: ["--no-sandbox", "--disable-gpu"],
});
try {
  const context = await browser.newContext({
    viewport: { width: WIDTH, height: 800 },
    colorScheme: "light",
    locale: "en-GB",
    timezoneId: "Europe/London",
  });
  for (const [name, path] of Object.entries(pathsOf(stage))) {
    const page = await context.newPage();
    await page.goto(stage.origin + path);
    await take(page, join(folder, `${name}.png`));
    await page.close();
  }
} finally {
  await browser.close();
  await stage.stop();
}
process.exit();
