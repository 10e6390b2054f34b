// Every kind of page with every hostile text, and with every way of looking at it. Takes minutes: npm test looks at some.
import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { DAY, MINUTE } from "../../domain/time.ts";
import {
  axeViolations,
  noBrowser,
  openBrowser,
} from "../../testing/browser.ts";
import { corpusTexts, hostileTexts } from "../../testing/hostile.ts";
import { plantedPlaces, plantTexts } from "../../testing/planted-site.ts";
import { openStatusPage } from "../../testing/status-page.ts";

const skip = noBrowser;
/** So many texts are on the site at a time. */
const AT_A_TIME = 20;
/** Longer addresses no server reads. */
const LONGEST_PATH = 2_000;

/** Where a text is looked at besides its namespace's page, or comes as a part of an address: one of these for each text. */
const elsewhere: readonly ((n: number, typed: string) => string)[] = [
  (n) => `/s/s-${n}`,
  (n) => `/incidents/${n}`,
  (n) => `/badge/s-${n}.svg`,
  (n) => `/n/n-${n}/feed.atom`,
  (n) => `/embed/n-${n}`,
  (n) => `/n/n-${n}/history`,
  (_, typed) => `/n/${typed}`,
  (_, typed) => `/s/${typed}?span=${typed}`,
  (_, typed) => `/history/${typed}`,
  (_, typed) => `/?page=${typed}`,
  (_, typed) => `/${typed}`,
];

/** A tab in which pages are opened one after the other. */
async function openTab(t: TestContext) {
  const site = await openStatusPage(t);
  const browser = await openBrowser(t, site.origin);
  const { page, faults } = await browser.open("/", { serviceWorkers: "block" });
  /** What was found wrong; a page that is not there is none of it. */
  const found = (): string[] =>
    faults.filter((fault) => !/status of 4\d\d/.test(fault));
  return { ...site, browser, page, faults, found };
}

test("hostile texts do nothing wherever they stand", { skip }, async (t) => {
  const { page, faults, found, origin, store, clock, renew } = await openTab(t);
  const texts = [...new Set([...hostileTexts, ...(corpusTexts() ?? [])])];
  if (corpusTexts() === undefined)
    t.diagnostic("left out: the public lists are not beside the repository");
  let opened = 0;
  const open = async (path: string): Promise<void> => {
    await page.goto(origin + path, { waitUntil: "domcontentloaded" });
    opened += 1;
    assert.deepEqual(found(), [], path);
  };
  for (let from = 0; from < texts.length; from += AT_A_TIME) {
    const planted = texts.slice(from, from + AT_A_TIME);
    clock.move(DAY); // all that was read before is old
    await plantTexts(store, planted, clock.now());
    await renew();
    await open("/incidents/1");
    assert.ok((await page.locator(".timeline li").count()) >= planted.length);
    await open("/");
    for (const [index, text] of planted.entries()) {
      await open(`/n/n-${index + 1}`);
      assert.equal(await page.locator("script").count(), 1);
      const place = elsewhere[(from + index) % elsewhere.length];
      const typed = encodeURIComponent(text.toWellFormed());
      const path = place?.(index + 1, typed) ?? "/";
      if (path.length < LONGEST_PATH) await open(path);
    }
  }
  const dialogs = faults.filter((fault) => fault.startsWith("dialog:")).length;
  t.diagnostic(
    `${texts.length} hostile texts in ${plantedPlaces.length} places, ${opened} pages opened: ${dialogs} dialogs, ${found().length} violations of the policy or other faults`,
  );
  await page.goto(`${origin}/n/n-1`);
  await page.evaluate(
    "document.body.innerHTML = '<img src=x onerror=alert(1)>'",
  );
  await page.waitForTimeout(100);
  assert.match(found().join(), /Content Security Policy/, "one would be seen");
});

test(
  "axe finds nothing on any page, however it is looked at",
  { skip },
  async (t) => {
    const { browser, store, clock, renew } = await openTab(t);
    await plantTexts(store, ["Datastore", "Registry", "d-portal"], clock.now());
    await store.db.query(
      "UPDATE appearances SET accent = '#ffdd00' WHERE namespace_id = 1",
    );
    await renew();
    const paths = [
      ...["", "/n/n-1"].flatMap((base) => [
        base === "" ? "/" : base,
        `${base}/history`,
        `${base}/numbers`,
        `${base}/numbers?span=7d`,
      ]),
      "/s/s-1",
      "/s/s-3?span=90d",
      "/incidents/1",
      "/incidents/3",
      "/embed",
      "/embed/n-1?scheme=dark",
      "/n/nothing",
    ];
    let looked = 0;
    const lookAtAll = async (): Promise<void> => {
      for (const path of paths) {
        const { page } = await browser.open(path, { colorScheme: "light" });
        for (const table of await page.getByText("As a table").all())
          await table.click();
        assert.deepEqual(await axeViolations(page), [], `${path}, light`);
        await page.emulateMedia({ colorScheme: "dark" });
        await page.setViewportSize({ width: 360, height: 740 });
        assert.deepEqual(await axeViolations(page), [], `${path}, dark`);
        const overflow = await page.evaluate(
          "document.documentElement.scrollWidth - document.documentElement.clientWidth",
        );
        assert.equal(overflow, 0, `${path} fits on a phone`);
        await page.context().close();
        looked += 1;
      }
    };
    await lookAtAll();
    clock.move(5 * MINUTE); // too old now, and it says so
    paths.splice(1, paths.length, "/n/n-1", "/s/s-1", "/embed");
    await lookAtAll();
    t.diagnostic(`axe: 0 violations on ${looked} pages, in light and dark`);
  },
);
