import assert from "node:assert/strict";
import { test } from "node:test";
import { HOUR } from "../../domain/time.ts";
import { believe, makeMonitor, makeNamespace } from "../../testing/factory.ts";
import { type Office, openOffice, words } from "../../testing/office.ts";

/** Two namespaces with a Datastore each, and a Registry in one. */
async function furnish({ store }: Office) {
  await makeNamespace(store);
  await makeNamespace(store, { slug: "di", name: "Development Initiatives" });
  const datastore = await makeMonitor(store);
  const search = await makeMonitor(store, { monitorName: "search" });
  const registry = await makeMonitor(store, { serviceName: "Registry" });
  await makeMonitor(store, { namespaceSlug: "di", monitorName: "home" });
  return { datastore, search, registry };
}

test("an empty watch says how to begin", async (t) => {
  const office = await openOffice(t);
  const table: [string, RegExp][] = [
    [
      "/allswell",
      /^Nothing is watched yet\. Add a service: `\/allswell add .*\n\[Add a monitor\]$/,
    ],
    ["/aw list", /^Nothing is watched yet\. Add a service: `\/aw add /],
    [
      "/allswell list iati",
      /^There is no namespace yet\. Make one first: `\/allswell namespace add iati`\.$/,
    ],
    ["/allswell incidents", /^No incidents\. All's well\.$/],
    [
      "/allswell ack",
      /^No incidents are open\. All's well\.\n\[All incidents\]$/,
    ],
    ["/allswell deliveries", /Nothing was told yet\./],
    ["/allswell deliveries incident 4", /There is no incident 4\./],
    ["/allswell show datastore", /^Nothing is called "datastore"/],
    ["/allswell check", /^Nothing is watched yet/],
    ["/allswell add https://a.example", /^There is no namespace yet/],
    ["/allswell add", /^There is no namespace yet/],
  ];
  for (const [typed, expected] of table)
    assert.match(await office.ask(typed), expected, typed);
});

test("the board, by whatever words", async (t) => {
  const office = await openOffice(t);
  const { datastore } = await furnish(office);
  await believe(office.store, datastore, "down", { reason: "HTTP 503" });
  const boards = await Promise.all(
    [
      "/allswell",
      "/allswell board",
      "/allswell status",
      "/allswell list",
      "/allswell show",
      "/allswell please",
    ].map((typed) => office.ask(typed)),
  );
  for (const board of boards) assert.equal(board, boards[0]);
  assert.match(
    boards[0] ?? "",
    /^1 service in difficulties; 0 of 3 up\n:large_yellow_circle: \*Datastore\* \(iati\) difficulties since .*\nfront page: HTTP 503\n\[Acknowledge\] \[Check now\] \[Details\]\n\*Development/,
  );
  const page = await office.press(
    await office.type("/allswell"),
    "board_refresh",
  );
  assert.equal(words(page), boards[0]);
});

test("a list is of one namespace, by its short name or its name", async (t) => {
  const office = await openOffice(t);
  await furnish(office);
  const iati = await office.ask("/allswell list iati");
  assert.match(iati, /\*IATI\* \(iati\): 0 of 2 up\n.*Datastore.*\n.*Registry/);
  assert.doesNotMatch(iati, /\(di\)/);
  for (const typed of ["list IATI", "iati", "show iati", "status iati"])
    assert.equal(await office.ask(`/allswell ${typed}`), iati, typed);
  const di = await office.ask("/allswell list development initiatives");
  assert.match(di, /\*Development Initiatives\* \(di\): 0 of 1 up/);
  const offered = await office.type("/allswell list iatti");
  assert.match(
    words(offered),
    /^There is no namespace "iatti"\. There are di and iati\.\n\[List iati\]$/,
  );
  assert.equal(words(await office.press(offered, "choose:0")), iati);
});

test("a board of many services has pages, which turn for the presser alone", async (t) => {
  const office = await openOffice(t);
  await makeNamespace(office.store);
  for (let index = 10; index < 35; index++)
    await makeMonitor(office.store, { serviceName: `Service ${index}` });
  const first = await office.type("/allswell");
  assert.match(
    words(first),
    /25 services.*Service 29 .*\n\[Next page \(2 of 2\)\] \[Refresh\]/s,
  );
  const second = await office.press(first, "board_on");
  assert.match(words(second), /Service 30 .*\[Previous page\] \[Refresh\]/s);
  assert.equal(
    second.ephemerals[0]?.["kind"],
    "ephemeral-edit",
    "in the place of the first",
  );
  assert.equal(words(await office.press(second, "board_back")), words(first));

  const shared = await office.type("@allswell board");
  const turned = await office.press(shared, "board_on");
  assert.match(words(turned), /Service 30/);
  assert.equal(
    turned.ephemerals[0]?.["kind"],
    "ephemeral",
    "others look at the first",
  );
  assert.deepEqual(turned.messages, []);
});

test("a service or a monitor is found by what people call it", async (t) => {
  const office = await openOffice(t);
  await furnish(office);
  const table: [string, RegExp][] = [
    [
      "iati/datastore",
      /^Datastore\n.*\n\*Monitors\*\n.*front page.*\n.*search/,
    ],
    ["iati / Datastore", /^Datastore\n/],
    ["show REGISTRY", /^Registry\n/],
    ["registry?", /^Registry\n/],
    ["show search", /^Datastore \/ search\n/],
    ["iati/datastore/search", /^Datastore \/ search\n/],
    ["status registry", /^Registry\n/],
  ];
  for (const [typed, expected] of table)
    assert.match(await office.ask(`/allswell ${typed}`), expected, typed);
  const several = await office.type("/allswell datastore");
  assert.match(
    words(several),
    /^There are several called "datastore"\. Which one: di\/Datastore, iati\/Datastore\?\n\[di\/Datastore\] \[iati\/Datastore\]$/,
  );
  assert.match(
    words(await office.press(several, "choose:1")),
    /^Datastore\n.*\n\*Monitors\*\n.*front page/,
  );
  const mistyped = await office.type("/allswell regsitry");
  assert.match(words(mistyped), /Did you mean Registry\?\n\[iati\/Registry\]$/);
  assert.match(words(await office.press(mistyped, "choose:0")), /^Registry\n/);
  const menu = await office.press(
    await office.type("/allswell iati/datastore"),
    "monitor_details",
    { value: String(await furnishedMonitor(office, "search")) },
  );
  assert.match(words(menu), /^Datastore \/ search\n/);
});

async function furnishedMonitor(
  { store }: Office,
  name: string,
): Promise<number> {
  const [row] = await store.db.query<{ id: number }[]>(
    "SELECT id FROM monitors WHERE name = $1",
    [name],
  );
  return row?.id ?? 0;
}

test("incidents and what was told of them", async (t) => {
  const office = await openOffice(t);
  const { datastore, registry } = await furnish(office);
  const began = Date.now() - HOUR;
  await believe(office.store, datastore, "down", {
    at: began,
    reason: "HTTP 503",
  });
  await believe(office.store, datastore, "up", { at: began + 600_000 });
  await believe(office.store, registry, "down", { reason: "refused" });
  const all = await office.ask("/allswell incidents");
  assert.match(
    all,
    /^1 open incident\n• :red_circle: 2 \*Registry\* down for .*refused\n• :white_check_mark: 1 \*Datastore\* over after 10 min.*\n\[Acknowledge 2: Registry\] <What happened in …>$/,
  );
  assert.doesNotMatch(
    await office.ask("/allswell incidents open"),
    /Datastore/,
  );
  assert.doesNotMatch(
    await office.ask("/allswell incidents iati/datastore"),
    /Registry/,
  );
  assert.match(
    await office.ask("/allswell incident 1"),
    /^Incident 1: Datastore\n:white_check_mark: over after 10 min.*\n.*\nfront page: HTTP 503\n\*What happened\*\n/,
  );
  assert.match(
    await office.ask("/allswell history open iati"),
    /^1 open incident\n.* 2 \*Registry\*.*\n\[/,
  );
  assert.match(
    words(
      await office.press(
        await office.type("/allswell incidents iati"),
        "incident_history",
        { value: "1" },
      ),
    ),
    /^Incident 1: Datastore\n/,
  );
  assert.match(
    await office.ask("/allswell incidents 99"),
    /There is no incident 99/,
  );
  assert.match(
    await office.ask("/allswell deliveries"),
    /^Deliveries\n0 messages in the last 24 hours · 3 waiting · 0 not deliverable\n.* to #iati: .*Registry/,
  );
  assert.match(
    await office.ask("/allswell deliveries waiting"),
    /^Deliveries that wait\n/,
  );
  assert.match(
    await office.ask("/allswell deliveries failed"),
    /None failed\.\n\[Refresh\]/,
  );
  assert.match(
    await office.ask("/allswell deliveries of today"),
    /^There are `\/allswell deliveries`, /,
  );
});

test("the history turns its pages, of a service, a namespace and all", async (t) => {
  const office = await openOffice(t);
  const { datastore, registry } = await furnish(office);
  const began = Date.now() - 20 * HOUR;
  for (let index = 0; index < 12; index++) {
    const at = began + index * HOUR;
    await believe(office.store, datastore, "down", {
      at,
      reason: `no ${index}.`,
    });
    await believe(office.store, datastore, "up", { at: at + 600_000 });
  }
  await believe(office.store, registry, "down", { reason: "refused" });
  const first = await office.type("/allswell incidents");
  assert.match(
    words(first),
    /^1 open incident\n.*Registry.*\n(• .*Datastore.*\n){10}\[Acknowledge 13: Registry\] \[Earlier\] </,
  );
  assert.match(words(first), /no 11\..*no 2\./s);
  const second = await office.press(first, "incidents_page:Earlier");
  assert.match(
    words(second),
    /^Earlier incidents \(page 2\)\n.*no 1\.\n.*no 0\.\n\[Newer\] </,
  );
  const back = await office.press(second, "incidents_page:Newer");
  assert.match(words(back), /^1 open incident\n/);
  const one = await office.type("/allswell iati/datastore");
  const all = await office.press(one, "incidents_page");
  assert.match(
    words(all),
    /^No open incidents\n(• .*Datastore.*\n){10}\[Earlier\] </,
  );
  const rest = await office.press(all, "incidents_page:Earlier");
  assert.match(words(rest), /no 1\.\n.*no 0\.\n\[Newer\]/);
  assert.match(
    await office.ask("/allswell incidents di"),
    /^No incidents\. All's well\.$/,
  );
});

test("the doctor says how allswell does, to those who may know", async (t) => {
  const office = await openOffice(t);
  const seen = await office.ask("/allswell doctor");
  assert.match(seen, /^\d things? wrong with the watch itself\n/);
  assert.match(
    seen,
    /:red_circle: \*instances\*: none is at work on this database\nStart one: `npm start`\./,
  );
  assert.match(seen, /:large_green_circle: \*migrations\*: up to \d{4}_/);
  assert.match(
    await office.ask("/allswell doctor", { user: "ben" }),
    /^What the doctor sees is for editors and admins: ask one of them\.$/,
  );
});
