import assert from "node:assert/strict";
import { test } from "node:test";
import { Ajv2020 } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import { DAY, HOUR, MINUTE, SECOND } from "../../domain/time.ts";
import { editService } from "../../actions/targets/edit-service.ts";
import { targetById } from "../../actions/targets/find-target.ts";
import { removeTarget } from "../../actions/targets/remove-target.ts";
import {
  believe,
  contextOf,
  granted,
  makeMonitor,
  makeNamespace,
} from "../../testing/factory.ts";
import { type Machine, openMachine, people } from "../../testing/machine.ts";
import type { TestContext } from "node:test";

const { ada, ben, cleo, gus, gone } = people;

/** IATI, which ben owns, with a Datastore that is down, and DI with something that is not public. */
async function furnished(t: TestContext): Promise<Machine> {
  const machine = await openMachine(t);
  const { store, clock, renew } = machine;
  await makeNamespace(store, { owners: [ben.id] });
  await makeNamespace(store, { slug: "di" });
  const down = await makeMonitor(store, {
    secrets: { password: "a secret word" },
  });
  await makeMonitor(store, {
    namespaceSlug: "di",
    serviceName: "Back office",
    public: false,
  });
  await believe(store, down, "down", {
    at: clock.now(),
    reason: "refused by 10.9.8.7",
  });
  clock.move(MINUTE);
  await renew();
  return machine;
}

type Schema = Record<string, unknown>;
interface Operation {
  parameters: { name: string; in: string }[];
  requestBody?: { content: Record<string, { schema: Schema }> };
  responses: Record<string, { content: Record<string, { schema: Schema }> }>;
}

const http = {
  namespace: "iati",
  service: "Registry",
  name: "front page",
  type: "http",
  settings: { url: "https://registry.example.org/", contains: "Search" },
  every: "2m",
  confirm: { failures: 2, retry: "15s" },
};

const inOneHour = (): string => new Date(Date.now() + HOUR).toISOString();

/** One good request for each operation of the document, in an order in which they go well one after the other. */
const examples: [string, string, string?, unknown?][] = [
  ["get /me", "/me"],
  ["get /summary", "/summary"],
  ["get /private/services", "/private/services?limit=1"],
  ["get /private/services/{slug}", "/private/services/back-office"],
  ["get /private/incidents", "/private/incidents?open=true&service=datastore"],
  ["get /private/incidents/{id}", "/private/incidents/1"],
  ["get /private/maintenance", "/private/maintenance"],
  ["get /monitors", "/monitors?health=down&type=http&namespace=iati"],
  ["get /monitors/{id}", "/monitors/1"],
  ["get /monitors/{id}/results", "/monitors/1/results?limit=1"],
  ["get /deliveries", "/deliveries?state=planned&incident=1"],
  ["get /audits", "/audits"],
  ["post /monitors", "/monitors", "post", http],
  [
    "patch /monitors/{id}",
    "/monitors/3",
    "patch",
    { settings: { contains: null }, every: "1m", essential: true },
  ],
  ["post /monitors/{id}/pause", "/monitors/3/pause", "post", { for: "2h" }],
  ["post /monitors/{id}/resume", "/monitors/3/resume", "post"],
  ["post /monitors/{id}/check", "/monitors/3/check", "post"],
  ["post /monitors/{id}/copy", "/monitors/3/copy", "post", { name: "copy" }],
  [
    "post /monitors/{id}/move",
    "/monitors/4/move",
    "post",
    { service: "datastore" },
  ],
  ["delete /monitors/{id}", "/monitors/4", "delete"],
  ["get /private/removed", "/private/removed"],
  [
    "post /monitors/{id}/restore",
    "/monitors/4/restore",
    "post",
    { name: "copy 2" },
  ],
  [
    "patch /services/{slug}",
    "/services/registry",
    "patch",
    {
      name: "The Registry",
      slug: "the-registry",
      runbook: null,
      pages: "severe",
    },
  ],
  [
    "post /services/{slug}/pause",
    "/services/the-registry/pause",
    "post",
    { until: inOneHour() },
  ],
  ["post /services/{slug}/resume", "/services/the-registry/resume", "post"],
  ["post /services/{slug}/check", "/services/the-registry/check", "post"],
  [
    "post /services/{slug}/copy",
    "/services/the-registry/copy",
    "post",
    { namespace: "di" },
  ],
  [
    "post /services/{slug}/move",
    "/services/back-office/move",
    "post",
    { namespace: "iati" },
  ],
  ["delete /services/{slug}", "/services/back-office", "delete"],
  [
    "post /services/{slug}/restore",
    "/services/back-office/restore",
    "post",
    {},
  ],
  ["post /incidents/{id}/acknowledge", "/incidents/1/acknowledge", "post"],
  ["post /incidents/{id}/handback", "/incidents/1/handback", "post"],
  [
    "post /incidents/{id}/snooze",
    "/incidents/1/snooze",
    "post",
    { for: "tomorrow" },
  ],
  ["post /incidents/{id}/wake", "/incidents/1/wake", "post"],
  [
    "post /incidents/{id}/updates",
    "/incidents/1/updates",
    "post",
    { text: "We are looking.", onPage: true },
  ],
  [
    "post /incidents/{id}/postmortem",
    "/incidents/1/postmortem",
    "post",
    { text: "A disk was full." },
  ],
  ["post /deliveries/{id}/drop", "/deliveries/1/drop", "post"],
  ["post /deliveries/{id}/retry", "/deliveries/2/retry", "post"],
  ["post /deliveries/{id}/resend", "/deliveries/2/resend", "post"],
  [
    "post /maintenance",
    "/maintenance",
    "post",
    {
      title: "Database move",
      covers: ["the-registry"],
      startsAt: inOneHour(),
      for: "2h",
      rule: "FREQ=WEEKLY",
      zone: "Europe/London",
    },
  ],
  ["patch /maintenance/{id}", "/maintenance/1", "patch", { for: "3h" }],
  ["post /maintenance/{id}/skip", "/maintenance/1/skip", "post"],
  ["post /maintenance/{id}/cancel", "/maintenance/1/cancel", "post"],
  [
    "post /namespaces",
    "/namespaces",
    "post",
    { slug: "abc", name: "ABC", channels: ["COPS000001"], remindEvery: "1h" },
  ],
  [
    "patch /namespaces/{slug}",
    "/namespaces/abc",
    "patch",
    {
      timezone: "Europe/London",
      announceDifficulties: true,
      escalate: "10m",
      title: "Status of ABC",
      accent: "#05a",
      domain: "status.abc.example",
    },
  ],
  ["get /private/namespaces/{slug}", "/private/namespaces/abc"],
  ["delete /namespaces/{slug}", "/namespaces/abc", "delete"],
];

test("every private answer, and every body that is said, is as the OpenAPI document says", async (t) => {
  const machine = await furnished(t);
  const { ask } = machine;
  const token = await machine.token(ada);
  const document = (await ask("/openapi.json")).body as unknown as {
    paths: Record<string, Record<string, Operation>>;
    components: { securitySchemes: object };
  };
  assert.ok(document.components.securitySchemes);
  const ajv = new Ajv2020({
    strict: true,
    allErrors: true,
    allowUnionTypes: true,
    strictTypes: false,
    discriminator: true,
  });
  formats.default(ajv);
  const closed = Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations)
      .filter(([, operation]) => "security" in operation)
      .map(([method]) => `${method} ${path}`),
  );
  // A window that runs now: to be extended and ended.
  const running = [
    [
      "post /maintenance",
      "/maintenance",
      "post",
      { covers: ["the-registry"], for: "1h" },
    ],
    [
      "post /maintenance/{id}/extend",
      "/maintenance/2/extend",
      "post",
      { by: "30m" },
    ],
    ["post /maintenance/{id}/end", "/maintenance/2/end", "post"],
  ] as typeof examples;
  const tried = [...examples, ...running];
  assert.deepEqual(
    [...new Set(tried.map(([operation]) => operation))].sort(),
    closed.sort(),
  );
  for (const [operation, path, method = "get", body] of tried) {
    const [, template = ""] = operation.split(" ");
    const described = document.paths[template]?.[method];
    assert.ok(described, operation);
    if (body !== undefined) {
      const said = described.requestBody?.content["application/json"]?.schema;
      const isFine = ajv.compile(said ?? {});
      assert.ok(isFine(body), `${operation}: ${JSON.stringify(isFine.errors)}`);
    }
    const answer = await ask(`/api/v1${path}`, {
      token,
      method: method.toUpperCase(),
      ...(body === undefined ? {} : { body }),
    });
    const schema =
      described.responses[String(answer.status)]?.content["application/json"]
        ?.schema;
    assert.ok(schema, `${operation}: ${JSON.stringify(answer.body)}`);
    const validate = ajv.compile(schema);
    assert.ok(
      validate(answer.body),
      `${operation}: ${JSON.stringify(validate.errors)} ${JSON.stringify(answer.body)}`,
    );
    assert.doesNotMatch(JSON.stringify(answer.body), /a secret word/);
  }
});

test("what is private is told in full, and secrets only by name", async (t) => {
  const machine = await furnished(t);
  const token = await machine.token(cleo, { scope: "read", name: "board" });
  const ask = async (path: string) =>
    (await machine.ask(`/api/v1${path}`, { token })).body;
  const { body: monitor } = await machine.ask("/api/v1/monitors/1", { token });
  assert.deepEqual(
    [monitor["health"], monitor["every"], monitor["secrets"]],
    ["down", "1m", ["password"]],
  );
  assert.deepEqual(monitor["settings"], { url: "http://127.0.0.1:9/" });
  const incident = await ask("/private/incidents/1");
  assert.equal(incident["cause"], "front page: refused by 10.9.8.7");
  assert.ok((incident["timeline"] as unknown[]).length > 0);
  const { items } = await ask("/monitors/1/results");
  assert.deepEqual(
    (items as { outcome: string; reason: string }[]).map(
      ({ outcome, reason }) => `${outcome} ${reason}`,
    ),
    ["down refused by 10.9.8.7"],
  );
  const summary = await ask("/summary");
  assert.match(String(summary["text"]), /^0\/2 up/);
  assert.deepEqual((await ask("/me"))["token"], {
    name: "board",
    scope: "read",
    expiresAt: new Date(machine.clock.now() + DAY).toISOString(),
  });
  const { headers } = await machine.ask("/api/v1/monitors", { token });
  const same = await machine.ask("/api/v1/monitors", {
    token,
    headers: {
      "If-None-Match": headers.get("etag") ?? "",
      "Cache-Control": "max-age=0",
    },
  });
  assert.equal(same.status, 304);
  const first = await ask("/private/services?limit=1");
  assert.equal(first["next"], "back-office");
  const second = await ask("/private/services?limit=1&cursor=back-office");
  assert.deepEqual(
    [(second["items"] as { slug: string }[])[0]?.slug, second["next"]],
    ["datastore", null],
  );
});

test("incidents of a service are told where another of its address was removed", async (t) => {
  const machine = await furnished(t);
  const { store } = machine;
  const token = await machine.token(ada);
  const { target } = granted(await targetById(store.db, { serviceId: 1 }));
  granted(await removeTarget(contextOf(store), target));
  await believe(store, await makeMonitor(store), "down");
  const { body } = await machine.ask(
    "/api/v1/private/incidents?service=datastore",
    { token },
  );
  assert.deepEqual(
    (body["items"] as { id: number }[]).map(({ id }) => id),
    [2, 1],
  );
});

test("a service is found at the address that it had before, too", async (t) => {
  const machine = await furnished(t);
  const { store } = machine;
  const token = await machine.token(ada);
  granted(await editService(contextOf(store), 1, { slug: "data" }));
  for (const list of ["/private/incidents", "/monitors"]) {
    const path = `/api/v1${list}?service=datastore`;
    const { body } = await machine.ask(path, { token });
    assert.equal((body["items"] as unknown[]).length, 1, list);
  }
  const edited = await machine.ask("/api/v1/services/datastore", {
    token,
    method: "PATCH",
    body: { runbook: "https://wiki.example.org/" },
  });
  assert.deepEqual([edited.status, edited.body["slug"]], [200, "data"]);
});

test("maintenance is told in parts, each window once", async (t) => {
  const machine = await furnished(t);
  const token = await machine.token(ada);
  for (const title of ["First", "Second", "Third"])
    await machine.ask("/api/v1/maintenance", {
      token,
      method: "POST",
      body: {
        title,
        covers: ["datastore"],
        startsAt: inOneHour(),
        for: "1h",
      },
    });
  const part = async (query: string) => {
    const { body } = await machine.ask(`/api/v1/private/maintenance${query}`, {
      token,
    });
    const items = body["items"] as { title: string }[];
    return [...items.map(({ title }) => title), body["next"]];
  };
  const [first, second, next] = await part("?limit=2");
  assert.deepEqual([first, second], ["First", "Second"]);
  assert.deepEqual(await part(`?limit=2&cursor=${String(next)}`), [
    "Third",
    null,
  ]);
});

test("a token does what its person may at that moment, says the verb's own sentence, and the audit names both", async (t) => {
  const machine = await furnished(t);
  const { ask } = machine;
  const pause = async (token: string, service = "datastore") => {
    const { status, body } = await ask(`/api/v1/services/${service}/pause`, {
      token,
      method: "POST",
      body: { for: "1h" },
    });
    return `${status} ${String(body["detail"] ?? body["text"])}`;
  };
  const bens = await machine.token(ben, { name: "deploy" });
  assert.match(
    await pause(bens),
    /^200 iati\/Datastore is paused \(1 monitor\) until /,
  );
  assert.match(await pause(bens), /^409 .*is paused already|^200/);
  assert.equal(
    await pause(bens, "back-office"),
    "403 Only admins may change this: ask one of them.",
  );
  const cleos = await machine.token(cleo);
  assert.equal(
    await pause(cleos),
    "403 Only admins and the owners of IATI may change this: ask one of them.",
  );
  const reads = await machine.token(ben, { scope: "read" });
  assert.match(await pause(reads), /^403 This token only reads/);
  for (const who of [gone, gus])
    assert.match(
      await pause(await machine.token({ ...who, role: "member" })),
      /^403 The person of this token is no member of the workspace any more/,
    );
  const [audit] = (await ask("/api/v1/audits", { token: reads })).body[
    "items"
  ] as { actor: string; verb: string }[];
  assert.equal(audit?.verb, "token new");
  const said = await machine.store.db.query<
    { actor: string; actor_name: string }[]
  >("SELECT actor, actor_name FROM audits WHERE verb = 'pause' LIMIT 1");
  assert.deepEqual(said, [{ actor: ben.id, actor_name: "ben (deploy)" }]);
});

test("a note that is written to maintenance that has more time leaves it that time", async (t) => {
  const { ask, token } = await furnished(t);
  const write = await token(ada, { scope: "write" });
  const say = (path: string, method: string, body: unknown) =>
    ask(`/api/v1/maintenance${path}`, { token: write, method, body });
  const { body: planned } = await say("", "POST", {
    covers: ["datastore"],
    for: "1h",
    rule: "FREQ=DAILY",
  });
  await say("/1/extend", "POST", { by: "30m" });
  const { body: noted } = await say("/1", "PATCH", { note: "Slow" });
  const lasts = ({ startsAt, endsAt }: Record<string, unknown>): number =>
    Date.parse(String(endsAt)) - Date.parse(String(startsAt));
  assert.equal(noted["startsAt"], planned["startsAt"]);
  assert.equal(lasts(planned), HOUR);
  assert.equal(lasts(noted), 1.5 * HOUR);
});

test("a token that is wrong, revoked or over opens nothing; many wrong ones are turned away, and good ones go on", async (t) => {
  const machine = await furnished(t);
  const { ask, clock } = machine;
  const good = await machine.token(ben, { lifeMs: 2 * HOUR });
  const me = (token?: string) =>
    ask("/api/v1/me", token === undefined ? {} : { token });
  assert.equal((await me(good)).status, 200);
  assert.equal((await me()).status, 401);
  assert.equal(
    (await me()).headers.get("www-authenticate"),
    'Bearer realm="allswell"',
  );
  const wrong = `allswell_${"x".repeat(43)}`;
  const counts: Record<number, number> = {};
  for (let round = 0; round < 1; round++) {
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, n) =>
        me(n % 2 === 0 ? wrong : `nonsense${round}-${n}`),
      ),
    );
    for (const { status, type } of answers) {
      counts[status] = (counts[status] ?? 0) + 1;
      assert.match(type, /^application\/problem\+json/);
    }
  }
  assert.deepEqual(counts, { 401: 20, 429: 80 });
  assert.equal(
    (await me(good)).status,
    200,
    "one that was good before goes on",
  );
  const fresh = await machine.token(ben);
  const turnedAway = await me(fresh);
  assert.equal(turnedAway.status, 429);
  assert.equal(turnedAway.headers.get("retry-after"), "60");
  clock.move(MINUTE);
  assert.equal(
    (await me(fresh)).status,
    200,
    "and a minute later anybody may try",
  );
  await machine.store.db.query(
    "DELETE FROM api_tokens WHERE id = (SELECT max(id) FROM api_tokens)",
  );
  assert.equal(
    (await me(fresh)).status,
    401,
    "what was taken back is wrong at once",
  );
  clock.move(3 * HOUR);
  assert.match(
    String((await me(good)).body["detail"]),
    /^This token has ended/,
  );
});

test("the use of a token is written down once a minute", async (t) => {
  const machine = await furnished(t);
  const token = await machine.token(ben, { scope: "read" });
  const use = async () => {
    await machine.ask("/api/v1/me", { token });
    const [row] = await machine.store.db.query<{ at: number }[]>(
      "SELECT last_used_at AS at FROM api_tokens",
    );
    return row?.at;
  };
  const first = await use();
  assert.equal(first, machine.clock.now());
  machine.clock.move(30 * SECOND);
  assert.equal(await use(), first);
  machine.clock.move(31 * SECOND);
  assert.equal(await use(), first + 61 * SECOND);
});

test("while Slack does not tell who people are, those it knew lately read on, and nobody changes anything", async (t) => {
  const machine = await furnished(t);
  const known = await machine.token(ben);
  const unknown = await machine.token(cleo);
  assert.equal((await machine.ask("/api/v1/me", { token: known })).status, 200);
  machine.clock.move(6 * MINUTE);
  machine.breakSlack("users.info", { kind: "500", times: 10 });
  const read = async (token: string) =>
    (await machine.ask("/api/v1/monitors", { token })).status;
  assert.equal(await read(known), 200);
  assert.equal(await read(unknown), 503);
  const change = await machine.ask("/api/v1/monitors/1/pause", {
    token: known,
    method: "POST",
  });
  assert.equal(change.status, 503);
  assert.match(String(change.body["detail"]), /nothing was done: try again/);
  machine.clock.move(2 * HOUR);
  assert.equal(await read(known), 503, "not for ever");
});

test("what is said twice with one Idempotency-Key is done once", async (t) => {
  const machine = await furnished(t);
  const token = await machine.token(ada);
  const add = (key: string, body: unknown) =>
    machine.ask("/api/v1/monitors", {
      token,
      method: "POST",
      body,
      headers: { "Idempotency-Key": key },
    });
  const answers = await Promise.all(
    Array.from({ length: 8 }, () => add("once", http)),
  );
  assert.deepEqual(
    [
      ...new Set(
        answers.map(({ status, body }) => `${status} ${String(body["id"])}`),
      ),
    ],
    ["201 3"],
  );
  assert.equal(
    answers.filter(({ headers }) => headers.has("idempotency-replayed")).length,
    7,
  );
  assert.equal((await add("once", { ...http, name: "x" })).status, 422);
  assert.equal(
    (await add("twice", http)).status,
    409,
    "another key, the same name",
  );
  assert.equal(
    (await add("twice", { ...http, name: "other" })).status,
    201,
    "what was refused left its key free",
  );
  assert.equal((await add("ü", http)).status, 400);
});

test("hostile bodies, wrong types and wrong values are refused in a sentence, and never a fault of ours", async (t) => {
  const machine = await furnished(t);
  const token = await machine.token(ada);
  const post = async (
    body: unknown,
    headers: Record<string, string> = {},
    path = "/monitors",
  ) => machine.ask(`/api/v1${path}`, { token, method: "POST", body, headers });
  const table: [unknown, number, RegExp][] = [
    ["{", 400, /no JSON/],
    ['{"namespace": "iati", "ty', 400, /no JSON/],
    ["[]", 400, /body /],
    ["null", 400, /body /],
    ['"text"', 400, /body /],
    ["\u0000", 400, /no JSON/],
    ["[".repeat(20_000), 400, /no JSON/],
    ["[".repeat(20_000) + "]".repeat(20_000), 400, /nested more deeply/],
    [`{"name":"${"x".repeat(300_000)}"}`, 413, /longer than 256 KB/],
    [{}, 400, /^namespace is missing; type is missing; settings must/],
    [{ ...http, namespace: undefined }, 400, /^namespace is missing$/],
    [{ ...http, type: "telepathy" }, 400, /type must be one of http,/],
    [{ ...http, type: "__proto__" }, 400, /type must be one of/],
    [{ ...http, every: 60 }, 400, /every must be a duration/],
    [{ ...http, every: "soon" }, 400, /every must be a duration/],
    [{ ...http, colour: "red" }, 400, /colour is not known here/],
    [{ ...http, settings: { url: "nowhere" } }, 422, /Address|URL|address/],
    [{ ...http, settings: { ...http.settings, x: 1 } }, 422, /no setting "x"/],
    [
      { ...http, settings: { url: "https://a.example/\u0000" } },
      201,
      /^undefined$/,
    ],
    [{ ...http, namespace: "nowhere" }, 404, /no namespace "nowhere"/],
    [{ ...http, name: "\u202E" }, 422, /visible character/],
  ];
  for (const [body, status, detail] of table) {
    const answer = await post(body);
    const shown = JSON.stringify(body).slice(0, 80);
    assert.equal(
      answer.status,
      status,
      `${shown} ${JSON.stringify(answer.body)}`,
    );
    assert.match(String(answer.body["detail"]), detail, shown);
  }
  const types = [
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "a/b;c",
    "",
  ];
  for (const type of types)
    assert.equal(
      (await post(JSON.stringify(http), { "Content-Type": type })).status,
      415,
      type,
    );
  const paths: [string, string, number][] = [
    ["GET", "/monitors/0", 400],
    ["GET", "/monitors/99999999999", 400],
    ["GET", "/monitors/77", 404],
    ["GET", "/monitors?cursor=%00", 400],
    ["GET", "/private/services/%00", 400],
    ["GET", "/private/services/a%00b", 404],
    ["GET", "/private/services/%ZZ", 400],
    ["GET", "/private/services?namespace[]=x", 400],
    ["GET", "/private/services?namespace=a&namespace=b", 400],
    ["PUT", "/monitors/1", 405],
    ["POST", "/incidents/1/snooze", 400],
    ["POST", "/incidents/55/acknowledge", 404],
    ["DELETE", "/services/nothing", 404],
  ];
  for (const [method, path, status] of paths) {
    const response = await fetch(`${machine.origin}/api/v1${path}`, {
      method,
      headers: { Authorization: `Bearer ${token}` },
    });
    assert.equal(response.status, status, `${method} ${path}`);
    if (method === "PUT")
      assert.equal(response.headers.get("allow"), "GET, HEAD, PATCH, DELETE");
  }
});
