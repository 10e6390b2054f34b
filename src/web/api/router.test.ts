import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { Ajv2020 } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import { HOUR, MINUTE } from "../../domain/time.ts";
import { rows } from "../../store/db.ts";
import { believe, makeMonitor, makeNamespace } from "../../testing/factory.ts";
import { makeHours } from "../../testing/past.ts";
import { openStatusPage } from "../../testing/status-page.ts";

interface OpenApi {
  openapi: string;
  servers: { url: string }[];
  paths: Record<
    string,
    {
      get: {
        operationId: string;
        parameters: { name: string; in: string; required: boolean }[];
        responses: {
          200: { content: { "application/json": { schema: object } } };
        };
      };
    }
  >;
  components: { schemas: { Problem: object } };
}

/** Two namespaces, a service that is up, one that is down and one that nobody may see. */
async function openApiOffice(t: TestContext) {
  const page = await openStatusPage(t);
  const { store, clock, renew, get } = page;
  await makeNamespace(store);
  await makeNamespace(store, { slug: "di", name: "DI" });
  const up = await makeMonitor(store);
  const down = await makeMonitor(store, { serviceName: "Registry" });
  const hidden = await makeMonitor(store, {
    serviceName: "Back office",
    namespaceSlug: "di",
    public: false,
  });
  const at = clock.now();
  await believe(store, up, "up", { at });
  await believe(store, down, "down", { at, reason: "refused by 10.9.8.7" });
  await believe(store, hidden, "down", { at });
  clock.move(5 * MINUTE);
  await renew();
  const ask = async (path: string) => {
    const response = await get(`/api/v1${path}`);
    return {
      status: response.status,
      type: response.headers.get("content-type"),
      body: (await response.json()) as Record<string, unknown>,
    };
  };
  return { ...page, ask };
}

test("whoever asks again is told that nothing is new but when that was seen", async (t) => {
  const { store, clock, renew, get } = await openApiOffice(t);
  for (const path of ["/services", "/incidents", "/namespaces", "/status"]) {
    const first = await get(`/api/v1${path}`);
    clock.move(MINUTE);
    await renew();
    const again = await get(`/api/v1${path}`, {
      headers: {
        "If-None-Match": first.headers.get("etag") ?? "",
        "Cache-Control": "max-age=0", // fetch says "no-cache" otherwise
      },
    });
    assert.equal(again.status, 304, path);
    const seen = Date.parse(again.headers.get("last-modified") ?? "");
    assert.equal(Math.floor(clock.now() / 1_000), seen / 1_000, path);
  }
  const first = await get("/api/v1/services");
  await makeMonitor(store, { serviceName: "Hub" });
  await renew();
  const { etag } = Object.fromEntries((await get("/api/v1/services")).headers);
  assert.notEqual(etag, first.headers.get("etag"));
});

test("every answer is as the OpenAPI document says, and holds nothing internal", async (t) => {
  const { ask, get } = await openApiOffice(t);
  const document = (await (await get("/openapi.json")).json()) as OpenApi;
  assert.equal(document.openapi, "3.1.0");
  assert.equal(document.servers[0]?.url, "https://status.example.org/api/v1");
  const ajv = new Ajv2020({ strict: true, allErrors: true });
  formats.default(ajv);
  const examples: Record<string, string[]> = {
    "/status": ["/status", "/status?namespace=iati"],
    "/namespaces": ["/namespaces"],
    "/services": ["/services", "/services?status=down&limit=1"],
    "/services/{slug}": ["/services/datastore", "/services/registry"],
    "/services/{slug}/response-times": [
      "/services/datastore/response-times",
      "/services/registry/response-times?span=90d",
    ],
    "/incidents": ["/incidents", "/incidents?open=true&service=registry"],
    "/incidents/{id}": ["/incidents/1"],
    "/maintenance": ["/maintenance", "/maintenance?namespace=iati"],
    "/posts": ["/posts", "/posts?namespace=iati"],
  };
  assert.deepEqual(Object.keys(document.paths), Object.keys(examples));
  for (const [path, { get: operation }] of Object.entries(document.paths)) {
    const { schema } = operation.responses[200].content["application/json"];
    const validate = ajv.compile(schema);
    const inPath = operation.parameters.filter((one) => one.in === "path");
    assert.deepEqual(
      inPath.map(({ name }) => `{${name}}`),
      path.match(/\{\w+\}/g) ?? [],
    );
    for (const example of examples[path] ?? []) {
      const { status, body } = await ask(example);
      assert.equal(status, 200, example);
      assert.ok(
        validate(body),
        `${example}: ${JSON.stringify(validate.errors)}`,
      );
      assert.doesNotMatch(
        JSON.stringify(body),
        /10\.9\.8\.7|refused|Back office|front page/,
      );
    }
  }
});

test("the numbers are right", async (t) => {
  const { ask } = await openApiOffice(t);
  const { body } = await ask("/status");
  assert.equal(body["status"], "down");
  assert.equal(body["text"], "Registry is down");
  assert.deepEqual(body["services"], {
    up: 1,
    difficulties: 0,
    down: 1,
    maintenance: 0,
    unknown: 0,
  });
  const { body: incident } = await ask("/incidents/1");
  assert.equal(incident["severity"], "down");
  const [update] = incident["updates"] as { text: string }[];
  assert.equal(update?.text, "Registry is down.");
});

test("how quickly a service answered: all of it, and step by step", async (t) => {
  const { store, clock, ask } = await openApiOffice(t);
  const hour = Math.floor(clock.now() / HOUR) * HOUR;
  const [monitor] = await rows<{ id: number }>(
    store.db,
    "SELECT m.id FROM monitors m JOIN services s ON s.id = m.service_id WHERE s.slug = 'datastore'",
  );
  await makeHours(
    store,
    monitor?.id ?? 0,
    { from: hour - 3 * HOUR, until: hour },
    (at) => (at === hour - 2 * HOUR ? 900 : 40),
  );
  const { body } = await ask("/services/datastore/response-times");
  assert.equal(body["answers"], 180);
  assert.equal(Math.round(body["meanMs"] as number), Math.round(980 / 3));
  assert.equal(body["stepSeconds"], 3_600);
  const steps = body["steps"] as Record<string, unknown>[];
  const seen = steps.filter(({ answers }) => answers !== 0);
  assert.deepEqual(
    seen.map(({ from, answers }) => [from, answers]),
    [3, 2, 1].map((ago) => [new Date(hour - ago * HOUR).toISOString(), 60]),
  );
  const [quick, slow] = seen.map(({ p95Ms }) => p95Ms as number);
  assert.ok((quick ?? 0) <= 50 && (slow ?? 0) > 500, JSON.stringify(seen));
  assert.ok((body["p50Ms"] as number) <= 50);
  assert.ok((body["p99Ms"] as number) > 500);
});

test("a list is read part by part, each item once", async (t) => {
  const { store, ask, renew } = await openApiOffice(t);
  await rows(
    store.db,
    `INSERT INTO services (namespace_id, name, name_key, slug, public, status, status_since, created_at)
     SELECT 1, 'S' || n, 's' || n, 's-' || n, true, 'up', now(), now() FROM generate_series(1, 23) n RETURNING 1`,
  );
  await renew();
  for (const list of ["/services", "/incidents"]) {
    const seen: unknown[] = [];
    let cursor: string | null = "";
    while (cursor !== null) {
      const more = cursor === "" ? "" : `&cursor=${cursor}`;
      const { body } = await ask(`${list}?limit=5${more}`);
      const items = body["items"] as { slug?: string; id?: number }[];
      assert.ok(items.length <= 5);
      seen.push(...items.map(({ slug, id }) => slug ?? id));
      cursor = body["next"] as string | null;
    }
    assert.equal(new Set(seen).size, seen.length);
    assert.equal(seen.length, list === "/services" ? 25 : 1);
  }
});

test("what is wrong with a request is said, as problem+json", async (t) => {
  const { ask, get } = await openApiOffice(t);
  const table: [string, number, RegExp][] = [
    ["/services?limit=0", 400, /^limit must be at least 1$/],
    [
      "/services?limit=many&colour=red",
      400,
      /limit must be a number from 1 to 200; colour is not known here/,
    ],
    ["/services?status=broken", 400, /status must be one of up,/],
    ["/services?namespace=nowhere", 404, /no namespace "nowhere"/],
    ["/services/back-office", 404, /no public service/],
    ["/services/back-office/response-times", 404, /no public service/],
    [
      "/services/datastore/response-times?span=1y",
      400,
      /^span must be one of 24h, 7d, 30d, 90d$/,
    ],
    ["/incidents/2", 404, /no public incident/],
    ["/incidents/none", 400, /id must be an incident's number/],
    ["/incidents?cursor=x", 400, /cursor is no cursor of ours/],
    ["/incidents?service=%00", 400, /^service /],
    ["/incidents?service=data%00store&namespace=%00", 400, /^namespace /],
    ["/services/%00", 400, /^slug /],
    ["/services/%E0%A4%A", 400, /cannot be read/],
    ["/services/%E0%A4%A/response-times", 400, /cannot be read/],
    ["/nothing", 404, /openapi\.json lists/],
  ];
  for (const [path, status, detail] of table) {
    const { status: given, type, body } = await ask(path);
    assert.equal(given, status, path);
    assert.match(type ?? "", /^application\/problem\+json/);
    assert.equal(body["status"], status);
    assert.match(String(body["detail"]), detail, path);
  }
  const posted = await get("/api/v1/status", { method: "POST" });
  assert.equal(posted.status, 405);
  assert.equal(posted.headers.get("allow"), "GET, HEAD");
  const nowhere = await get("/api/v1/nothing", { method: "POST" });
  assert.equal(nowhere.status, 404);
});

test("without its database it still tells what it knows", async (t) => {
  const { ask, clock, loseDatabase, renew } = await openApiOffice(t);
  const lastRead = new Date(clock.now()).toISOString();
  loseDatabase();
  clock.move(HOUR);
  await renew();
  for (const path of [
    "/status",
    "/namespaces",
    "/services",
    "/services/datastore",
    "/maintenance",
    "/posts",
  ]) {
    const { status, body } = await ask(path);
    assert.equal(status, 200, path);
    assert.equal(body["at"], lastRead, `${path} says how old it is`);
  }
  assert.equal((await ask("/incidents")).status, 503);
});
