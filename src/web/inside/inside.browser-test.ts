import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { MINUTE } from "../../domain/time.ts";
import {
  axeViolations,
  noBrowser,
  openBrowser,
} from "../../testing/browser.ts";
import { rows } from "../../store/db.ts";
import { believe, makeMonitor, makeNamespace } from "../../testing/factory.ts";
import { plantHostile } from "../../testing/hostile-inside.ts";
import { openReception } from "../../testing/signing-in.ts";

const skip = noBrowser;

async function furnished(t: Parameters<typeof openReception>[0]) {
  const reception = await openReception(t);
  const { store, clock, renew, origin, slack } = reception;
  await makeNamespace(store);
  const down = await makeMonitor(store);
  await makeMonitor(store, { serviceName: "Ledger", public: false });
  await believe(store, down, "down", {
    at: clock.now(),
    reason: "refused by db7.internal",
  });
  clock.move(MINUTE);
  await renew();
  const browser = await openBrowser(t, origin);
  /** Opens a page as ada; what is asked of Slack is no fault. */
  const openAs = async (
    path: string,
    options: Parameters<typeof browser.open>[1] = {},
  ) => {
    const { page, faults } = await browser.open(path, options);
    await page.getByRole("link", { name: "Sign in with Slack" }).click();
    await page.getByRole("button", { name: "Ada Okafor (ada)" }).click();
    await page.getByText("Signed in as ada").waitFor();
    const ours = (): string[] =>
      faults.filter((one) => !one.includes(slack.url));
    return { page, faults: ours };
  };
  return { ...reception, openAs, down };
}

type Furnished = Awaited<ReturnType<typeof furnished>>;

test("people of the team in a browser", { skip }, async (t) => {
  const site = await furnished(t);
  await t.test("sign in, see the evidence, acknowledge, look, sign out", () =>
    goThrough(site),
  );
  await t.test("what they chose stays when the page is renewed", () =>
    keepsChoice(site),
  );
  await t.test("all of it without a script", () => withoutScript(site));
  await t.test("axe finds nothing, in light and dark, on a phone too", () =>
    pleasesAxe(site),
  );
  await t.test("a visit through the worker is one, a renewal is none", () =>
    staysSignedIn(site),
  );
  await t.test("whose session is over is not shown as signed in", () =>
    losesSession(site),
  );
  await t.test("hostile texts do nothing", () => standsHostile(site));
});

async function goThrough({ openAs, setProbe }: Furnished): Promise<void> {
  setProbe({
    outcome: "down",
    latencyMs: 2,
    reason: { kind: "refused", text: "still refused by db7.internal" },
  });
  const { page, faults } = await openAs("/incidents/1");
  assert.equal(new URL(page.url()).pathname, "/incidents/1");
  await page.getByText("refused by db7.internal").first().waitFor();
  await page.getByRole("button", { name: "Acknowledge" }).click();
  await page.getByRole("button", { name: "Hand back" }).waitFor();
  await page.getByRole("button", { name: "Look now" }).click();
  await page.getByText("still refused by db7.internal").first().waitFor();
  await page.getByRole("link", { name: "front page" }).click();
  await page.getByRole("heading", { name: "Datastore / front page" }).waitFor();
  await page.getByLabel("How long to pause").selectOption("for 4 hours");
  await page.getByRole("button", { name: "Pause" }).click();
  await page.getByRole("button", { name: "Resume" }).click();
  await page.getByRole("button", { name: "Pause" }).waitFor();

  await page.evaluate("navigator.serviceWorker.ready.then(() => true)");
  await page.goto(page.url()); // seen by the worker now
  await page.goto(new URL("/s/ledger", page.url()).href);
  await page.getByText("do not see it").waitFor();
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  await page.getByText("There is nothing here").waitFor();
  await page.goto(new URL("/incidents/1", page.url()).href);
  await page.getByRole("link", { name: "Sign in with Slack" }).waitFor();
  assert.doesNotMatch(await page.content(), /db7/);
  const copies = await page.evaluate(`(async () => {
      const texts = [];
      for (const name of await caches.keys())
        for (const copy of await (await caches.open(name)).matchAll())
          texts.push(await copy.text());
      if (texts.length === 0) throw new Error("nothing is kept");
      return texts.filter((text) => text.includes("db7") || text.includes("Ledger")).length;
    })()`);
  assert.equal(copies, 0, "no copy for when there is no line");
  // The page that is gone after signing out.
  const gone = /status of 404/;
  assert.deepEqual(
    faults().filter((fault) => !gone.test(fault)),
    [],
  );
}

async function staysSignedIn({
  openAs,
  store,
  clock,
  renew,
  down,
}: Furnished): Promise<void> {
  const { page } = await openAs("/");
  const minutesAgo = async (): Promise<number> => {
    const [seen] = await rows<{ at: number }>(
      store.db,
      "SELECT max(seen_at) AS at FROM web_sessions",
    );
    assert.ok(seen);
    return Math.round((clock.now() - seen.at) / MINUTE);
  };
  await page.evaluate("navigator.serviceWorker.ready.then(() => true)");
  await page.goto(page.url()); // seen by the worker now
  clock.move(10 * MINUTE);
  await page.reload();
  assert.equal(
    await page.evaluate("navigator.serviceWorker.controller !== null"),
    true,
  );
  assert.equal(await minutesAgo(), 0, "a page was opened through the worker");

  clock.move(10 * MINUTE);
  await believe(store, down, "up", { at: clock.now() });
  await renew();
  await page.getByText("All's well").first().waitFor();
  assert.equal(await minutesAgo(), 10, "a page renewed itself");
  await believe(store, down, "down", { at: clock.now() });
  await page.context().close();
}

async function losesSession({
  openAs,
  store,
  clock,
  renew,
}: Furnished): Promise<void> {
  const { page } = await openAs("/");
  await page.goto(new URL("/s/ledger", page.url()).href);
  await page.getByText("do not see it").waitFor();
  await rows(store.db, "DELETE FROM web_sessions RETURNING 1");
  await makeMonitor(store, { serviceName: "Mirror" });
  clock.move(MINUTE);
  await renew();
  await page.getByRole("link", { name: "Sign in with Slack" }).waitFor();
  assert.equal(await page.getByText("Signed in as").count(), 0);
  await page.context().close();
}

async function keepsChoice({
  openAs,
  store,
  clock,
  renew,
}: Furnished): Promise<void> {
  const { page, faults } = await openAs("/");
  await page.goto(new URL("/monitors/1", page.url()).href);
  const choice = page.getByLabel("How long to pause");
  await choice.selectOption("for 4 hours");
  const before = await page.locator("main").getAttribute("data-version");
  await makeMonitor(store, { serviceName: "Hub" });
  clock.move(MINUTE);
  await renew();
  await page.locator(`main:not([data-version="${before}"])`).waitFor();
  assert.equal(await choice.inputValue(), "4h");
  assert.deepEqual(faults(), []);
  await page.context().close();
}

async function withoutScript({ openAs }: Furnished): Promise<void> {
  const { page } = await openAs("/s/datastore", { javaScriptEnabled: false });
  const button = (name: string) =>
    page.getByRole("button", { name, exact: true });
  await button("Pause").click();
  await button("Resume").click();
  await button("Pause").waitFor();
  await button("Sign out").click();
  await page.getByRole("link", { name: "Sign in with Slack" }).waitFor();
}

const light = { colorScheme: "light" } as const;
const phone = {
  colorScheme: "dark",
  viewport: { width: 360, height: 740 },
} as const;

async function pleasesAxe({ openAs }: Furnished): Promise<void> {
  for (const [look, paths] of [
    [light, ["/s/datastore", "/incidents/1"]],
    [phone, ["/", "/monitors/1"]],
  ] as const) {
    const { page, faults } = await openAs("/", look);
    for (const path of paths) {
      await page.goto(new URL(path, page.url()).href);
      assert.deepEqual(await axeViolations(page), [], path);
      assert.equal(await overflowOf(page), 0, path);
    }
    assert.deepEqual(faults(), []);
    await page.context().close();
  }
}

async function standsHostile({
  openAs,
  store,
  down,
}: Furnished): Promise<void> {
  await plantHostile(store, down.monitor.id);
  const { page, faults } = await openAs("/", phone);
  for (const path of ["/", "/s/datastore", "/monitors/1", "/incidents/1"]) {
    await page.goto(new URL(path, page.url()).href);
    await page.locator(".inside").first().waitFor();
    assert.equal(await overflowOf(page), 0, path);
  }
  assert.deepEqual(faults(), []);
}

function overflowOf(page: Page): Promise<unknown> {
  return page.evaluate(
    "document.documentElement.scrollWidth - document.documentElement.clientWidth",
  );
}
