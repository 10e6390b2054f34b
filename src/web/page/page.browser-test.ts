import assert from "node:assert/strict";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { Router } from "express";
import type { Page } from "playwright-core";
import { editNamespace } from "../../actions/namespaces/edit-namespace.ts";
import { writePostmortem } from "../../actions/incidents/postmortem.ts";
import { makePanel } from "../../actions/panels/panels.ts";
import { panelOfToken, pushValues } from "../../actions/panels/push-panel.ts";
import { type Instant, MINUTE, SECOND } from "../../domain/time.ts";
import { rows } from "../../store/db.ts";
import {
  axeViolations,
  noBrowser,
  type OpenBrowser,
  openBrowser,
} from "../../testing/browser.ts";
import {
  believe,
  contextOf,
  granted,
  makeMonitor,
  makeNamespace,
} from "../../testing/factory.ts";
import { corpusTexts, hostileTexts } from "../../testing/hostile.ts";
import { openStatusPage } from "../../testing/status-page.ts";
import { until } from "../../testing/until.ts";

const skip = noBrowser;

/** Notes in the page what was heard of, after it was seen to. */
const notingWhatIsHeard = `
  const listen = EventSource.prototype.addEventListener;
  EventSource.prototype.addEventListener = function (kind, hear) {
    listen.call(this, kind, (event) => {
      hear(event);
      document.documentElement.dataset.heard = event.data;
    });
  };`;

/** A page whose clock is moved by hand, and that can be waited for until it heard of what was read at an instant. */
async function openListening(browser: OpenBrowser, path: string) {
  const { page, faults } = await browser.open(path, {
    serviceWorkers: "block", // what goes through one cannot be refused
  });
  await page.clock.install();
  await page.addInitScript(notingWhatIsHeard);
  await page.reload();
  const heard = (at: Instant) =>
    page.locator(`html[data-heard^="${at} "]`).waitFor();
  return { page, faults, heard };
}

/** Notes in the page what is read out. */
const noteWhatIsSaid = `
  new MutationObserver(() => {
    const said = document.querySelector("body > [role=status]").textContent;
    document.documentElement.dataset.said = (document.documentElement.dataset.said ?? "") + said + ";";
  }).observe(document.querySelector("body > [role=status]"), { childList: true, characterData: true, subtree: true })`;

/** On Android no page may make one by itself. */
const phonesNotification = `
  window.Notification = class extends Notification {
    constructor() {
      throw new TypeError("Illegal constructor");
    }
  };`;

/** As browsers are where all cookies are refused: Chrome throws at the first, Firefox at both. */
const keepingNothing = `
  const refuse = () => {
    throw new DOMException("The operation is insecure.", "SecurityError");
  };
  Object.defineProperty(window, "localStorage", { get: refuse });
  window.BroadcastChannel = function () {
    refuse();
  };`;

/** In the worker: clicks, and says which page came of it; browsers show windows only after a real click. */
const clickOnNotification = `(async () => {
  globalThis.shown ??= (await registration.getNotifications())[0];
  const { promise, resolve } = Promise.withResolvers();
  WindowClient.prototype.focus = async function () {
    resolve("focused " + this.url);
  };
  clients.openWindow = async (address) => resolve("opened " + address);
  const notification = globalThis.shown;
  dispatchEvent(new NotificationEvent("notificationclick", { notification }));
  return promise;
})()`;

/** Waits in the page until there is a copy. */
const isKept = (path: string): string =>
  `(async () => { while (!(await caches.match(new URL("${path}", location.href)))) await new Promise((done) => setTimeout(done, 20)); })()`;

function versionOf(page: Page): Promise<string | null> {
  return page.locator("main").getAttribute("data-version");
}

/** Two namespaces, one service that is up, one that is down. */
async function furnished(...given: Parameters<typeof openStatusPage>) {
  const site = await openStatusPage(...given);
  const [t] = given;
  const { store, clock, renew, origin } = site;
  await makeNamespace(store);
  await makeNamespace(store, { slug: "di", name: "DI" });
  const up = await makeMonitor(store);
  const down = await makeMonitor(store, {
    serviceName: "Registry",
    namespaceSlug: "di",
  });
  await believe(store, up, "up", { at: clock.now() });
  await believe(store, down, "down", { at: clock.now() });
  clock.move(MINUTE);
  await renew();
  return { ...site, up, down, browser: await openBrowser(t, origin) };
}

test(
  "from the overview to a namespace, a service and an incident",
  { skip },
  async (t) => {
    const { browser } = await furnished(t);
    const { page, faults } = await browser.open("/");
    await page.getByRole("heading", { name: "Registry is down" }).waitFor();
    await page.getByRole("link", { name: "IATI", exact: true }).click();
    await page.getByRole("heading", { name: "All's well" }).waitFor();
    await page.getByRole("link", { name: "All", exact: true }).click();
    await page
      .locator(".services")
      .getByRole("link", { name: "Registry" })
      .click();
    await page
      .getByRole("heading", { name: "Registry", exact: true })
      .waitFor();
    await page.getByRole("link", { name: /down for/ }).click();
    await page.getByText("Registry is down.").waitFor();
    assert.deepEqual(faults, []);
  },
);

test("the page is all there without a script", { skip }, async (t) => {
  const { browser } = await furnished(t);
  const { page } = await browser.open("/", { javaScriptEnabled: false });
  const words = await page.locator("body").innerText();
  assert.match(words, /Registry is down/);
  assert.match(words, /Datastore\s+Up/);
  assert.match(words, /As of \d+ \w+ \d{4}/);
});

test(
  "an open page follows what happens, and says when it no longer can",
  { skip },
  async (t) => {
    const { browser, store, clock, renew, down } = await furnished(t);
    const { page, faults } = await browser.open("/");
    await page.clock.install();
    await page.getByText("Registry is down.").waitFor();
    await believe(store, down, "up", { at: clock.now() + MINUTE });
    clock.move(MINUTE);
    await renew();
    await page.getByRole("heading", { name: "All's well" }).waitFor();
    assert.match(await page.title(), /^All's well/);
    assert.equal(await page.locator(".stale").isVisible(), false);
    clock.move(5 * MINUTE);
    await page.clock.fastForward("05:00");
    await page.getByText("could not be brought up to date").waitFor();
    assert.deepEqual(faults, []);
  },
);

test(
  "a page is as old as it is, whatever the reader's clock says",
  { skip },
  async (t) => {
    const { browser, clock, renew } = await furnished(t);
    for (const ahead of [10 * MINUTE, -10 * MINUTE]) {
      const { page, faults } = await browser.open("/n/iati");
      await page.clock.install({ time: clock.now() + ahead });
      await page.addInitScript(notingWhatIsHeard);
      await page.reload();
      await page.locator("html[data-heard]").waitFor();
      await page.clock.runFor(30 * SECOND);
      assert.equal(await page.locator(".stale").textContent(), "", `${ahead}`);
      clock.move(3 * MINUTE);
      await page.clock.fastForward(3 * MINUTE);
      await page.getByText("could not be brought up to date").waitFor();
      assert.deepEqual(faults, []);
      await renew();
    }
  },
);

test(
  "what happened while a page had no line is shown once it has one again",
  { skip },
  async (t) => {
    const { browser, store, clock, renew, up } = await furnished(t);
    const { page } = await browser.open("/n/iati");
    await page.getByRole("heading", { name: "All's well" }).waitFor();
    await page.context().setOffline(true);
    await believe(store, up, "down", { at: clock.now() });
    await renew();
    await page.context().setOffline(false);
    await renew();
    await renew();
    await page.getByRole("heading", { name: "Datastore is down" }).waitFor();
  },
);

test(
  "a page counts as read only where it shows what there is",
  { skip },
  async (t) => {
    const { browser, store, clock, renew, up } = await furnished(t);
    const { page } = await openListening(browser, "/n/iati");
    await page.route("**/n/iati", (route) => route.fulfill({ status: 503 }));
    const refused = () => page.waitForResponse((one) => one.status() === 503);
    await believe(store, up, "down", { at: clock.now() });
    clock.move(10 * MINUTE);
    await Promise.all([refused(), renew()]);
    await Promise.all([refused(), renew()]);
    await page.clock.fastForward("05:00");
    await page.getByText("could not be brought up to date").waitFor();
    await page.unroute("**/n/iati");
    await renew();
    await page.getByRole("heading", { name: "Datastore is down" }).waitFor();
  },
);

test(
  "a page that shows more than the view counts as read only when all of it was",
  { skip },
  async (t) => {
    const { store, clock, renew, origin } = await openStatusPage(t);
    await makeNamespace(store);
    await believe(store, await makeMonitor(store), "up", { at: clock.now() });
    clock.move(MINUTE);
    await renew();
    const browser = await openBrowser(t, origin);
    const { page, heard } = await openListening(browser, "/s/datastore");
    await page.route("**/s/datastore", (route) =>
      route.fulfill({ status: 503 }),
    );
    const asOf: string[] = [];
    for (let minutes = 0; minutes < 5; minutes++) {
      clock.move(MINUTE);
      await page.clock.fastForward("01:00");
      await renew();
      await heard(clock.now());
      asOf.push(await page.locator(".as-of").innerText());
    }
    assert.equal(asOf[4], asOf[3]);
  },
);

test(
  "nothing that was seen is taken back by a server that lags behind",
  { skip },
  async (t) => {
    const { browser, store, clock, renew, read, up } = await furnished(t);
    const { page } = await openListening(browser, "/n/iati");
    await page.evaluate(noteWhatIsSaid);
    const before = await read("/n/iati");
    clock.move(MINUTE);
    await believe(store, up, "down", { at: clock.now() });
    await renew();
    await page.getByRole("heading", { name: "Datastore is down" }).waitFor();
    await page.route(
      "**/n/iati",
      (route) => route.fulfill({ body: before, contentType: "text/html" }),
      { times: 1 },
    );
    await makeMonitor(store, { serviceName: "Hub" });
    clock.move(SECOND);
    await Promise.all([page.waitForResponse("**/n/iati"), renew()]);
    clock.move(SECOND);
    await renew();
    await page.getByText("Hub").first().waitFor();
    assert.equal(
      await page.locator("html").getAttribute("data-said"),
      "Datastore is down · IATI status;",
    );
  },
);

test("a page that hangs is given up for a later one", { skip }, async (t) => {
  const { browser, store, clock, renew, up } = await furnished(t);
  const { page } = await openListening(browser, "/n/iati");
  await page.route("**/n/iati", () => undefined, { times: 1 });
  await believe(store, up, "down", { at: clock.now() });
  await Promise.all([page.waitForRequest("**/n/iati"), renew()]);
  await page.clock.fastForward("00:31");
  await renew();
  await page.getByRole("heading", { name: "Datastore is down" }).waitFor();
});

test(
  "what a reader opened, and where they are, stays when the page is renewed",
  { skip },
  async (t) => {
    const { browser, store, clock, renew, up } = await furnished(t);
    const { page, faults } = await browser.open("/s/registry", {
      viewport: { width: 360, height: 300 },
    });
    await page.getByText("As a table").first().click();
    await page.getByRole("link", { name: "CSV" }).focus();
    const place = async (): Promise<unknown> =>
      page.evaluate(
        "[document.activeElement.href, document.querySelector('details').open, scrollY]",
      );
    const before = await place();
    const version = await versionOf(page);
    await believe(store, up, "down", { at: clock.now() });
    await renew();
    await until(
      "it is renewed",
      async () => (await versionOf(page)) !== version,
    );
    assert.deepEqual(await place(), before);
    assert.match(String(before), /csv,true,[1-9]/);
    assert.deepEqual(faults, []);
  },
);

test(
  "the overall sentence is read out when it is another one, and only then",
  { skip },
  async (t) => {
    const { browser, store, clock, renew, up } = await furnished(t);
    const { page } = await openListening(browser, "/");
    await page.evaluate(noteWhatIsSaid);
    const said = () => page.locator("html").getAttribute("data-said");
    clock.move(MINUTE);
    await renew();
    await page.clock.fastForward("01:01");
    await renew();
    await page.getByText("down for 2 min so far").waitFor();
    assert.equal(await said(), null);
    await believe(store, up, "down", { at: clock.now() });
    await renew();
    await page.getByRole("heading", { name: "are down" }).waitFor();
    assert.equal(await said(), "Registry and Datastore are down · Status;");
  },
);

test(
  "panels are shown as they were pushed last, but not more often than once a minute",
  { skip },
  async (t) => {
    const { browser, store, clock, renew } = await furnished(t);
    const context = () => contextOf(store, { now: clock.now() });
    const { token } = granted(
      await makePanel(context(), {
        name: "Tickets",
        namespaceSlug: "iati",
        expectedEveryMs: null,
      }),
    );
    const { panel } = granted(await panelOfToken(context(), token));
    const push = async (value: number): Promise<void> => {
      clock.move(SECOND);
      const told = [{ name: "open", value, unit: "" }];
      granted(await pushValues(context(), panel.id, told));
      await renew();
    };
    await push(3);
    const { page, heard } = await openListening(browser, "/n/iati");
    const shown = page.locator(".panel dd");
    assert.match(await shown.innerText(), /^3/);
    await push(4);
    await heard(clock.now());
    assert.match(await shown.innerText(), /^3/);
    await page.clock.fastForward("01:01");
    await renew();
    await shown.getByText("4").waitFor();
  },
);

test(
  "times are shown in the reader's zone and language",
  { skip },
  async (t) => {
    const { browser } = await furnished(t);
    const { page } = await browser.open("/s/registry", {
      locale: "de-DE",
      timezoneId: "Asia/Tokyo",
    });
    await page
      .getByText(/Down since .*GMT\+9|Down since .*MEZ|Down since .*UTC\+9/)
      .waitFor();
  },
);

test(
  "without a line the last copy is shown, with its pictures",
  { skip },
  async (t) => {
    const { browser, origin, store, renew } = await furnished(t);
    granted(await editNamespace(contextOf(store), "di", { accent: "#fd0" }));
    await renew();
    const { page } = await browser.open("/n/di");
    // A first visit is kept, too: the page, what it looks like, and how all is.
    for (const path of ["/n/di", "/", "/n/di/look.css"])
      await page.evaluate(isKept(path));
    const seePicture = async (): Promise<void> => {
      await page.locator(".chart img").first().scrollIntoViewIfNeeded();
      await page.evaluate("document.querySelector('.chart img').decode()");
    };
    await page.goto(`${origin}/s/registry`);
    await seePicture();
    await page.context().setOffline(true);
    await page.reload();
    await seePicture();
    await page.goto(`${origin}/n/di`);
    await page.getByText(/no connection .* This is a copy of/).waitFor();
    await page.getByRole("heading", { name: "Registry is down" }).waitFor();
    const edge = "getComputedStyle(document.querySelector('header'))";
    assert.equal(await page.evaluate(`${edge}.borderBottomWidth`), "3px");
    await page.goto(`${origin}/s/datastore`);
    await page.getByText(/not seen before\. How all services were/).waitFor();
    await page.locator(".services").getByText("Datastore").waitFor();
    await page.context().setOffline(false);
    await page
      .getByRole("heading", { name: "Datastore", exact: true })
      .waitFor();
    assert.equal(await page.locator(".stale").isVisible(), false);
  },
);

test(
  "a copy gives way to its page when that is there again, and asks for it now and then until it is",
  { skip },
  async (t) => {
    let isAway = false;
    const asked: unknown[] = [];
    const door = Router().get("/n/di", (request, response, next) => {
      if (!isAway) return next();
      asked.push(request.headers["sec-fetch-mode"]);
      response.status(503).end();
    });
    const { browser } = await furnished(t, () => ({ routers: [door] }));
    const { page } = await browser.open("/n/di");
    await page.evaluate(isKept("/n/di"));
    await page.clock.install();
    isAway = true;
    await page.reload();
    await page.getByText(/no connection .* This is a copy of/).waitFor();
    await until("the page was asked for", async () => asked.length > 1);
    assert.deepEqual(asked, ["navigate", "cors"]);
    isAway = false;
    await page.clock.fastForward("00:46");
    await page.locator("html:not([data-kept])").waitFor();
    await page.getByRole("heading", { name: "Registry is down" }).waitFor();
  },
);

test(
  "no copy is told in a frame as what is: it has no script to say how old it is",
  { skip },
  async (t) => {
    let isAway = false;
    const door = Router().get("/embed/iati", (_request, response, next) => {
      if (isAway) response.status(503).type("text").send("away");
      else next();
    });
    const { browser, origin } = await furnished(t, () => ({ routers: [door] }));
    const { page } = await browser.open("/n/iati");
    await page.evaluate(isKept("/n/iati"));
    // A site beside the page has a part in its worker and its copies.
    const beside = createServer((_request, response) => {
      response.setHeader("Content-Type", "text/html");
      response.end(`<iframe src="${origin}/embed/iati"></iframe>`);
    }).listen(0, "127.0.0.1");
    await once(beside, "listening");
    t.after(() => beside.close());
    const { port } = beside.address() as AddressInfo;
    const frame = page.frameLocator("iframe");
    await page.goto(`http://127.0.0.1:${port}`);
    await frame.getByText("All's well").waitFor();
    isAway = true;
    await page.reload();
    await frame.getByText("away").waitFor({ timeout: 5 * SECOND });
  },
);

test(
  "who was refused what happens, as by a server that starts, hears of it later",
  { skip },
  async (t) => {
    const asked: string[] = [];
    let isRefused = true;
    const door = Router().get("/events", (_request, response, next) => {
      asked.push(isRefused ? "refused" : "heard");
      if (isRefused) response.status(502).end();
      else next();
    });
    const { browser, store, clock, renew, up } = await furnished(t, () => ({
      routers: [door],
    }));
    const { page } = await openListening(browser, "/n/iati");
    const passesUntil = (look: () => boolean): Promise<unknown> =>
      until("browsers come back", async () => {
        await page.clock.fastForward("00:15");
        return look();
      });
    await passesUntil(() => asked.length >= 4);
    isRefused = false;
    await passesUntil(() => asked.includes("heard"));
    await believe(store, up, "down", { at: clock.now() });
    await renew();
    await page.getByRole("heading", { name: "Datastore is down" }).waitFor();
  },
);

test(
  "many tabs share one line, and another follows when the one goes that did",
  { skip },
  async (t) => {
    const lines = new Set<unknown>();
    const door = Router().get("/events", (request, _response, next) => {
      lines.add(request);
      request.on("close", () => lines.delete(request));
      next();
    });
    const { browser, origin, store, clock, renew, up } = await furnished(
      t,
      () => ({ routers: [door] }),
    );
    const { page, faults } = await browser.open("/");
    const tabs = [page];
    while (tabs.length < 8) {
      const tab = await page.context().newPage();
      await tab.goto(origin + (tabs.length % 2 === 0 ? "/" : "/n/iati"));
      tabs.push(tab);
    }
    const one = () => until("there is one line", async () => lines.size === 1);
    const all = (shown: Page[], name: RegExp) =>
      Promise.all(
        shown.map((tab) => tab.getByRole("heading", { name }).waitFor()),
      );
    await one();
    await believe(store, up, "down", { at: clock.now() });
    clock.move(MINUTE);
    await renew();
    await all(tabs, /Datastore.* down$/);
    // Each goes, and with it the one that follows.
    for (const tab of tabs.splice(0, 7)) await tab.close();
    await one();
    await believe(store, up, "up", { at: clock.now() });
    clock.move(MINUTE);
    await renew();
    await all(tabs, /All's well/);
    assert.deepEqual(faults, []);
  },
);

test("a page that one comes back to follows again", { skip }, async (t) => {
  const { browser, origin, store, clock, renew, up } = await furnished(t);
  const { page } = await browser.open("/n/iati");
  await page.goto(`${origin}/openapi.json`);
  await page.goBack();
  await believe(store, up, "down", { at: clock.now() });
  clock.move(MINUTE);
  await renew();
  await page.getByRole("heading", { name: "Datastore is down" }).waitFor();
});

test(
  "a browser that lets sites keep nothing shows the page live all the same",
  { skip },
  async (t) => {
    const { browser, store, clock, renew, up } = await furnished(t);
    const { page, faults } = await browser.open("/n/iati");
    await page.addInitScript(keepingNothing);
    await page.reload();
    await page.getByRole("button", { name: "Notify me" }).waitFor();
    await believe(store, up, "down", { at: clock.now() });
    clock.move(MINUTE);
    await renew();
    await page.getByRole("heading", { name: "Datastore is down" }).waitFor();
    assert.deepEqual(faults, []);
  },
);

test(
  "where the reader's machine has colours of its own, icons and bars are drawn in them",
  { skip },
  async (t) => {
    const { browser } = await furnished(t);
    for (const colorScheme of ["light", "dark"] as const) {
      const options = { forcedColors: "active", colorScheme } as const;
      const { page } = await browser.open("/n/iati", options);
      const of = (selector: string, colour: string) =>
        page.evaluate(
          `getComputedStyle(document.querySelector("${selector}")).${colour}`,
        );
      const text = await of("h1", "color");
      assert.equal(await of("h1 .icon", "stroke"), text);
      assert.equal(await of(".bars .good", "stroke"), text);
      assert.notEqual(await of(".bars .none", "stroke"), text);
      await page.context().close();
    }
  },
);

test(
  "a line that is dead without a word is given up for another one",
  { skip },
  async (t) => {
    let asked = 0;
    const door = Router().get("/events", (_request, response, next) => {
      asked += 1;
      if (asked > 2) return next();
      response.set("Content-Type", "text/event-stream").flushHeaders();
    });
    const { browser } = await furnished(t, () => ({ routers: [door] }));
    const { page } = await openListening(browser, "/n/iati");
    await page.clock.fastForward("02:10");
    await page.locator("html[data-heard]").waitFor();
    assert.equal(asked, 3);
  },
);

test(
  "whoever wants it is notified by the worker, as phones demand, and led to the page",
  { skip },
  async (t) => {
    const { browser, origin, store, clock, renew, up } = await furnished(t);
    const { page, faults } = await browser.open("/n/iati", {
      permissions: ["notifications"],
    });
    await page.addInitScript(phonesNotification);
    await page.evaluate("localStorage.setItem('notify', 'yes')");
    await page.reload();
    await page.getByRole("button", { name: "Notifications are on" }).waitFor();
    await believe(store, up, "down", { at: clock.now() });
    clock.move(MINUTE);
    await renew();
    await page.getByRole("heading", { name: "Datastore is down" }).waitFor();
    assert.equal(await page.title(), "Datastore is down · IATI status");
    const shown = await page.evaluate(`(async () => {
      const worker = await navigator.serviceWorker.ready;
      for (;;) {
        const [shown] = await worker.getNotifications();
        if (shown) return { words: shown.title, at: shown.data };
        await new Promise((done) => setTimeout(done, 20));
      }
    })()`);
    const at = `${origin}/n/iati`;
    assert.deepEqual(shown, { words: "Datastore is down · IATI status", at });
    const [worker] = page.context().serviceWorkers();
    assert.equal(await worker?.evaluate(clickOnNotification), `focused ${at}`);
    await page.goto(`${origin}/n/di`);
    await page.evaluate("navigator.serviceWorker.ready.then(() => true)");
    assert.equal(await worker?.evaluate(clickOnNotification), `opened ${at}`);
    assert.deepEqual(faults, []);
  },
);

test(
  "the namespace that was chosen is remembered, until all are asked for",
  { skip },
  async (t) => {
    const { browser, origin, store, renew } = await furnished(t);
    const { page } = await browser.open("/n/iati");
    await page.goto(`${origin}/`);
    await page.getByRole("heading", { name: "Registry is down" }).waitFor();
    const choose = (name: string) =>
      page
        .getByRole("navigation", { name: "Namespaces" })
        .getByRole("link", { name, exact: true })
        .click();
    await choose("IATI");
    await page.waitForURL(`${origin}/n/iati`);
    await page.goto(`${origin}/`);
    await page.waitForURL(`${origin}/n/iati`);
    await choose("All");
    await page.waitForURL(`${origin}/`);
    await page.goto(`${origin}/`);
    await page.getByRole("heading", { name: "Registry is down" }).waitFor();

    await choose("IATI");
    await page.waitForURL(`${origin}/n/iati`);
    await rows(
      store.db,
      "UPDATE services SET removed_at = now() WHERE slug = 'datastore' RETURNING 1",
    );
    await renew();
    await page.goto(`${origin}/`);
    await page.waitForLoadState("networkidle");
    assert.equal(page.url(), `${origin}/`, "it is not there any more");
    await page.getByRole("heading", { name: "Registry is down" }).waitFor();
  },
);

test(
  "pictures are seen in the reader's scheme and width, and their tables open",
  { skip },
  async (t) => {
    const { browser } = await furnished(t);
    const shown = async (
      path: string,
      options: Parameters<typeof browser.open>[1],
    ): Promise<unknown> => {
      const { page, faults } = await browser.open(path, options);
      await page.locator(".chart img").first().scrollIntoViewIfNeeded();
      const source = await page.evaluate(
        "(async (image) => (await image.decode(), image.currentSrc.split('/').at(-1)))(document.querySelector('.chart img'))",
      );
      await page.locator(".chart").getByText("As a table").first().click();
      await page.locator(".chart table").first().waitFor();
      assert.deepEqual(faults, []);
      await page.context().close();
      return source;
    };
    assert.match(String(await shown("/s/registry", {})), /^24h\.svg\?at=/);
    const phone = { width: 360, height: 740 };
    assert.match(
      String(
        await shown("/numbers?span=7d", {
          colorScheme: "dark",
          viewport: phone,
        }),
      ),
      /^7d\.dark\.narrow\.svg/,
    );
  },
);

test(
  "axe finds nothing, in light and dark, on a phone too",
  { skip },
  async (t) => {
    const { browser, store, renew } = await furnished(t);
    const context = contextOf(store);
    granted(await editNamespace(context, "di", { accent: "#fd0" }));
    granted(await writePostmortem(context, 1, "It broke.\n\n- We mended it"));
    await renew();
    const both = ["/", "/s/registry", "/incidents/1"];
    const light = { colorScheme: "light" } as const;
    const phone = {
      colorScheme: "dark",
      viewport: { width: 360, height: 740 },
    } as const;
    for (const [way, paths] of [
      [light, [...both, "/history", "/embed"]],
      [phone, [...both, "/numbers"]],
    ] as const)
      for (const path of paths) {
        const { page } = await browser.open(path, way);
        for (const table of await page.getByText("As a table").all())
          await table.click();
        assert.deepEqual(
          await axeViolations(page),
          [],
          `${path} ${way.colorScheme}`,
        );
        const overflow = await page.evaluate(
          "document.documentElement.scrollWidth - document.documentElement.clientWidth",
        );
        assert.equal(overflow, 0, `${path} is not wider than the window`);
        await page.context().close();
      }
  },
);

test(
  "in a frame as the README gives it the whole sentence can be read",
  { skip },
  async (t) => {
    const { browser, store, clock, renew } = await furnished(t);
    const readme = await readFile("README.md", "utf8");
    const [, width = "", height = ""] =
      /embed\/iati" .*width="(\d+)" height="(\d+)"/.exec(readme) ?? [];
    const viewport = { width: Number(width), height: Number(height) };
    const unread = async (path: string): Promise<unknown> => {
      const { page } = await browser.open(path, { viewport });
      const beyond = await page.evaluate(
        "(({ scrollWidth, clientWidth, scrollHeight, clientHeight }) => [scrollWidth - clientWidth, scrollHeight - clientHeight])(document.documentElement)",
      );
      await page.context().close();
      return beyond;
    };
    for (const serviceName of ["d-portal", "Validator", "Publisher tools"]) {
      const added = await makeMonitor(store, { serviceName });
      await believe(store, added, "down", { at: clock.now() });
    }
    for (const name of ["d-portal", "The registry of those who publish data"]) {
      await rows(
        store.db,
        "UPDATE services SET name = $1 WHERE slug = 'd-portal'",
        [name],
      );
      await renew();
      assert.deepEqual(await unread("/embed"), [0, 0], name);
      assert.deepEqual(await unread("/embed/iati"), [0, 0], name);
    }
    clock.move(5 * MINUTE);
    assert.deepEqual(await unread("/embed"), [0, 0], "old, and it says so");
  },
);

test("hostile names do nothing in a browser", { skip }, async (t) => {
  const { browser, store, renew, clock } = await furnished(t);
  const names = [
    ...new Set(
      [...hostileTexts, ...(corpusTexts() ?? [])].map((text) =>
        text.replaceAll("\0", ""),
      ),
    ),
  ];
  await rows(
    store.db,
    `INSERT INTO services (namespace_id, name, name_key, slug, public, status, status_since, created_at)
     SELECT 1, name, 'h' || n, 'h-' || n, true, 'down', now(), now() FROM unnest($1::text[]) WITH ORDINALITY AS t (name, n) RETURNING 1`,
    [names],
  );
  clock.move(MINUTE);
  await renew();
  const pages = Math.ceil((names.length + 1) / 100);
  for (let number = 1; number <= pages; number++) {
    const { page, faults } = await browser.open(`/n/iati?page=${number}`);
    assert.ok((await page.locator(".services li").count()) > 0);
    assert.deepEqual(faults, []);
    await page.context().close();
  }
});
