import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { editNamespace } from "../../actions/namespaces/edit-namespace.ts";
import { giveRole } from "../../actions/people/roles.ts";
import { MINUTE } from "../../domain/time.ts";
import { getNamespace } from "../../store/targets/namespaces.ts";
import { rows } from "../../store/db.ts";
import {
  believe,
  contextOf,
  granted,
  makeMonitor,
  makeNamespace,
} from "../../testing/factory.ts";
import { openReception } from "../../testing/signing-in.ts";
import { plantHostile } from "../../testing/hostile-inside.ts";

const INNER = "db7.internal";

/** A service that customers see and is down (incident 1), and one that they do not see. */
async function furnished(t: TestContext) {
  const reception = await openReception(t);
  const { store, clock, renew } = reception;
  await makeNamespace(store);
  const down = await makeMonitor(store, {
    settings: { url: `https://${INNER}/` },
  });
  const hidden = await makeMonitor(store, {
    serviceName: "Ledger",
    public: false,
  });
  await believe(store, down, "down", {
    at: clock.now(),
    reason: `refused by ${INNER}`,
  });
  await believe(store, hidden, "up", { at: clock.now() });
  await rows(
    store.db,
    `INSERT INTO monitor_facts (monitor_id, at, facts) VALUES ($1, now(), $2::jsonb) RETURNING 1`,
    [
      down.monitor.id,
      JSON.stringify({
        serverVersion: `9.9-${INNER}`,
        loadAverage1: 7.25,
        loadAverage5: 6,
        loadAverage15: 5,
      }),
    ],
  );
  clock.move(MINUTE);
  await renew();
  const audits = (): Promise<
    { actor: string; verb: string; target: string }[]
  > =>
    rows(
      store.db,
      "SELECT actor, verb, target FROM audits WHERE verb NOT LIKE 'sign%' ORDER BY id",
    );
  return { ...reception, down, hidden, audits };
}

const publicPaths = [
  "/",
  "/n/iati",
  "/s/datastore",
  "/s/ledger",
  "/incidents/1",
  "/monitors/1",
  "/history",
  "/numbers",
];

type Furnished = Awaited<ReturnType<typeof furnished>>;

test("what the team sees on the pages", async (t) => {
  const pages = await furnished(t);
  await t.test(
    "everybody else sees what they saw before, and nobody keeps it",
    () => seesMore(pages),
  );
  await t.test(
    "a form that is not from an open page of ours changes nothing",
    () => refusesForeignForms(pages),
  );
  await t.test("a namespace that is the team's alone is theirs to see", () =>
    seesInnerNamespace(pages),
  );
  await t.test("what others wrote is text and nothing else", () =>
    escapes(pages),
  );
});

async function seesInnerNamespace({
  store,
  renew,
  jar,
  enter,
  get,
}: Furnished): Promise<void> {
  const given = { slug: "office", name: "Back office", timezone: "Asia/Tokyo" };
  await makeNamespace(store, given);
  granted(await editNamespace(contextOf(store), "office", { accent: "#fd0" }));
  const inner = { namespaceSlug: "office", public: false };
  await makeMonitor(store, { ...inner, serviceName: "Payroll" });
  await renew();
  assert.equal((await jar().ask("/n/office")).status, 404);
  const ben = await enter("ben");
  assert.match(await ben.read("/n/office"), />Payroll<\/a>/);
  assert.match(await ben.read("/n/office/history"), /Back office status/);
  assert.match(await ben.read("/s/payroll"), / GMT\+9/, "on its clocks");
  assert.doesNotMatch(await ben.read("/n/office"), /look\.css/);
  assert.doesNotMatch(await (await get("/")).text(), /Back office|office/);

  await makeMonitor(store, { ...inner, serviceName: "Shop", public: true });
  await renew();
  assert.equal((await jar().ask("/n/office")).status, 200);
  assert.equal((await jar().ask("/n/office/look.css")).status, 200);
}

async function seesMore({ jar, enter, get, down }: Furnished): Promise<void> {
  const stranger = jar();
  const seen = (who: typeof stranger): Promise<string[]> =>
    Promise.all(publicPaths.map((path) => who.read(path)));
  const before = await seen(stranger);
  const [home = ""] = before;
  assert.match(home, /<a href="\/sign-in\?to=%2F" rel="nofollow">Sign in/);
  assert.match(before[2] ?? "", /to=%2Fs%2Fdatastore"/);
  for (const text of before) assert.ok(!text.includes(INNER));

  const ben = await enter("ben");
  const table: [string, RegExp[]][] = [
    ["/", [/refused by db7/, /Signed in as <strong>ben/, />Ledger<\/a>/]],
    ["/n/iati", [/refused by db7/, />Ledger<\/a>/]],
    [
      "/s/datastore",
      [
        /front page<\/a>/,
        /https:\/\/db7\.internal/,
        /refused by/,
        /7\.25, 6, 5/,
      ],
    ],
    ["/s/ledger", [/<h1>Ledger<\/h1>/, /do not see it/]],
    [
      `/monitors/${down.monitor.id}`,
      [/9\.9-db7\.internal/, /refused by db7/, /Load/, /every 1m|every 60s/],
    ],
    ["/incidents/1", [/refused by db7/, /#iati/, /planned|waiting/, /nobody/]],
    ["/history", [/Signed in as/]],
  ];
  for (const [path, patterns] of table) {
    const tag = (await get(path)).headers.get("etag") ?? "";
    const answer = await ben.ask(path, { headers: { "if-none-match": tag } });
    assert.equal(answer.status, 200, path);
    const { headers } = answer;
    assert.equal(headers.get("cache-control"), "private, no-store", path);
    assert.equal(headers.get("etag"), null, path);
    assert.equal(headers.get("referrer-policy"), "same-origin", path);
    assert.match(
      headers.get("content-security-policy") ?? "",
      /form-action 'self'/,
    );
    const text = await answer.text();
    for (const pattern of patterns)
      assert.ok(pattern.test(text), `${path} ${String(pattern)}`);
    assert.doesNotMatch(text, /rel="nofollow">Sign in/, path);
  }
  for (const path of ["/s/nothing", "/monitors/999", "/incidents/999"])
    assert.equal((await ben.ask(path)).status, 404, path);

  const forged = jar();
  forged.cookies.set("allswell", `web_${"x".repeat(43)}`);
  assert.deepEqual(await seen(forged), before);
  assert.deepEqual(await seen(stranger), before);
  for (const path of ["/api/v1/status", "/feed.atom", "/embed"])
    assert.ok(!(await ben.read(path)).includes(INNER), path);
}

test("buttons are Slack's verbs: who may, and who did", async (t) => {
  const { store, clock, enter, jar, audits, setProbe, slack } =
    await furnished(t);
  setProbe({
    outcome: "down",
    latencyMs: 3,
    reason: { kind: "refused", text: `no route to ${INNER}` },
    facts: { port: 5432 },
  });
  const browsers = {
    ada: await enter("ada"),
    ben: await enter("ben"),
    nobody: jar(),
  };
  type Who = keyof typeof browsers;
  const tokens: Partial<Record<Who, string>> = {};
  const press = async (
    who: Who,
    path: string,
    fields: Record<string, string>,
  ): Promise<[number, string]> => {
    tokens[who] ??= await browsers[who].formToken("/history");
    const token = tokens[who];
    const answer = await browsers[who].post(path, {
      token,
      to: path,
      ...fields,
    });
    return [answer.status, await answer.text()];
  };
  const pause = { act: "pause", for: "1h" };
  const table: [Who, string, Record<string, string>, number, RegExp][] = [
    ["nobody", "/incidents/1", { act: "acknowledge" }, 403, /not signed in/],
    ["ben", "/monitors/1", pause, 403, /role="alert">Only admins may/],
    ["ben", "/s/datastore", pause, 403, /Only admins may/],
    ["ben", "/incidents/1", { act: "acknowledge" }, 303, /\/incidents\/1/],
    ["ada", "/incidents/1", { act: "acknowledge" }, 409, /ben has incident 1/],
    ["ada", "/incidents/1", { act: "handback" }, 303, /\/incidents\/1/],
    ["ada", "/incidents/1", { act: "snooze", for: "good" }, 303, /1/],
    [
      "ada",
      "/incidents/1",
      { act: "snooze", for: "9y" },
      422,
      /A snooze lasts/,
    ],
    ["ada", "/incidents/1", { act: "wake" }, 303, /1/],
    ["ben", "/incidents/1", { act: "check" }, 200, /no route to db7/],
    ["ben", "/monitors/1", { act: "check" }, 200, /no route to db7.*5432/s],
    ["ben", "/s/datastore", { act: "check" }, 200, /no route to db7/],
    ["ada", "/monitors/1", { act: "resume" }, 409, /is not paused/],
    [
      "ada",
      "/monitors/1",
      { act: "pause", for: "soon" },
      422,
      /no such choice/,
    ],
    ["ada", "/monitors/1", pause, 303, /1/],
    ["ada", "/monitors/1", { act: "resume" }, 303, /1/],
    ["ada", "/s/ledger", { act: "pause", for: "" }, 303, /ledger/],
    ["ada", "/s/ledger", { act: "resume" }, 303, /ledger/],
    ["ada", "/incidents/1", { act: "remove" }, 422, /no such button/],
    ["ada", "/incidents/1", { act: "constructor" }, 422, /no such button/],
    ["ada", "/incidents/9", { act: "acknowledge" }, 404, /no incident 9/],
    ["ada", "/monitors/999", { act: "pause" }, 404, /removed/],
    ["ada", "/s/nothing", { act: "pause" }, 404, /nothing here any more/],
    ["ada", "/incidents/x", { act: "acknowledge" }, 404, /nothing here/],
  ];
  for (const [who, path, fields, status, words] of table) {
    const [got, text] = await press(who, path, fields);
    const what = `${who} ${path} ${JSON.stringify(fields)}`;
    assert.equal(got, status, what);
    assert.ok(words.test(text), what);
  }
  assert.match(
    await browsers.ada.read("/incidents/1"),
    /ben looked .*no route to db7/s,
    "what was seen is kept with the incident",
  );
  const namespace = await getNamespace(store.db, 1);
  granted(
    await giveRole(
      contextOf(store),
      { kind: "user", id: "UBEN000001", label: "ben" },
      "editor",
      namespace,
    ),
  );
  assert.equal(
    (await press("ben", "/s/ledger", pause))[0],
    303,
    "now an editor",
  );
  assert.deepEqual(
    (await audits()).flatMap(({ actor, verb }) =>
      actor === "UADMIN" ? [] : [`${actor} ${verb}`],
    ),
    [
      "UBEN000001 ack",
      "UADA000001 handback",
      "UADA000001 snooze",
      "UADA000001 wake",
      "UADA000001 pause",
      "UADA000001 resume",
      "UADA000001 pause",
      "UADA000001 resume",
      "UBEN000001 pause",
    ],
  );
  slack.faults.add({ on: "slack users.info", kind: "500", times: 9 });
  clock.move(6 * MINUTE);
  const [unseen, why] = await press("ada", "/incidents/1", {
    act: "acknowledge",
  });
  assert.equal(unseen, 503);
  assert.match(why, /cannot be seen at the moment who you are/);
});

async function refusesForeignForms({
  enter,
  origin,
  audits,
}: Furnished): Promise<void> {
  const ada = await enter("ada");
  const ben = await enter("ben");
  const token = await ada.formToken("/");
  const bens = await ben.formToken("/");
  assert.notEqual(token, bens);
  const before = await audits();
  const fields = { act: "acknowledge", to: "/incidents/1" };
  const table: Record<
    string,
    [Record<string, string>, Record<string, string>]
  > = {
    "no token": [fields, { origin }],
    "an empty token": [{ ...fields, token: "" }, { origin }],
    "somebody else's token": [{ ...fields, token: bens }, { origin }],
    "another site": [{ ...fields, token }, { origin: "https://evil.example" }],
    "a frame without origin": [{ ...fields, token }, { origin: "null" }],
    "no origin": [{ ...fields, token }, {}],
    "a neighbour": [
      { ...fields, token },
      { origin, "sec-fetch-site": "same-site" },
    ],
  };
  for (const [what, [form, headers]] of Object.entries(table)) {
    const answer = await ada.post("/incidents/1", form, headers);
    assert.equal(answer.status, 403, what);
    assert.match(await answer.text(), /did not come from a page/, what);
  }
  const query = new URLSearchParams({ ...fields, token }).toString();
  assert.equal((await ada.ask(`/incidents/1?${query}`)).status, 200);
  const json = { "content-type": "application/json", origin };
  const body = JSON.stringify({ ...fields, token });
  const posted = { method: "POST", headers: json, body };
  assert.equal((await ada.ask("/incidents/1", posted)).status, 403);
  const long = { ...fields, token: "x".repeat(20_000) };
  assert.equal((await ada.post("/incidents/1", long)).status, 413);
  assert.deepEqual(await audits(), before, "nothing was done");
  const away = { ...fields, token, to: "//evil.example/" };
  const done = await ada.post("/incidents/1", away);
  assert.equal(done.headers.get("location"), "/");
}

async function escapes({ store, enter, down }: Furnished): Promise<void> {
  const planted = await plantHostile(store, down.monitor.id);
  const ada = await enter("ada");
  for (const path of ["/", "/s/datastore", "/monitors/1", "/incidents/1"]) {
    const page = await ada.read(path);
    const found = planted.filter((text) => page.includes(text));
    assert.deepEqual(found, [], path);
    assert.ok(page.includes("&lt;script&gt;alert(1)&lt;/script&gt;"), path);
  }
}
