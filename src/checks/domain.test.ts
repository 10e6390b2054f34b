// Registries as they answer, well and badly, on a local server that stands for IANA and for all of them.
import assert from "node:assert/strict";
import type { ServerResponse } from "node:http";
import { after, test, type TestContext } from "node:test";
import type { ProbeResult } from "../domain/result.ts";
import { lookWithin, PATIENT_MS } from "../testing/patience.ts";
import { problemsOf, saidWithin } from "../testing/probe.ts";
import { connector, startSite, summary } from "../testing/web.ts";
import { moveBootstrap } from "./domain/bootstrap.ts";
import { domain } from "./domain.ts";
import { runProbe } from "./run-probe.ts";

const NOW = Date.UTC(2026, 10, 21, 12);
const DAY_MS = 86_400_000;

after(() => moveBootstrap());

type Answer = (response: ServerResponse, path: string) => void;

interface World {
  /** How the list was asked for, and the registries. */
  paths: string[];
}

const json =
  (value: unknown, status = 200): Answer =>
  (response) => {
    response.writeHead(status, { "content-type": "application/rdap+json" });
    response.end(JSON.stringify(value));
  };

const says =
  (text: string, status = 200): Answer =>
  (response) =>
    response.writeHead(status).end(text);

/** A registry's answer for a domain that ends in so many days. */
function registered(daysLeft: number | undefined, more: object = {}): object {
  const expiration =
    daysLeft === undefined
      ? []
      : [
          {
            eventAction: "expiration",
            eventDate: new Date(NOW + daysLeft * DAY_MS).toISOString(),
          },
        ];
  return {
    objectClassName: "domain",
    ldhName: "EXAMPLE.TEST",
    events: [
      { eventAction: "registration", eventDate: "2001-02-03T04:05:06Z" },
      ...expiration,
    ],
    status: ["client transfer prohibited"],
    entities: [
      {
        roles: ["registrar"],
        vcardArray: [
          "vcard",
          [
            ["version", {}, "text", "4.0"],
            ["fn", {}, "text", "Good Names Ltd"],
          ],
        ],
      },
    ],
    ...more,
  };
}

/** Starts the local server and moves the list there. */
async function startWorld(
  t: TestContext,
  registry: Answer,
  list?: Answer,
): Promise<World> {
  const world: World = { paths: [] };
  const origin = await startSite(t, (request, response) => {
    const path = request.url ?? "";
    world.paths.push(path);
    if (path !== "/dns.json") return registry(response, path);
    const services = [
      [["com", "ORG"], [`${origin}/rdap/`]],
      [["uk"], [`${origin}/wrong`]],
      [["co.uk"], [`${origin}/uk`]],
    ];
    return (list ?? json({ version: "1.0", services }))(response, path);
  });
  moveBootstrap(`${origin}/dns.json`);
  return world;
}

async function look(
  typed: Record<string, unknown>,
  { now = NOW, timeoutMs = PATIENT_MS } = {},
): Promise<ProbeResult> {
  const { result, bug } = await runProbe({
    check: domain,
    settings: domain.settings.parse(typed),
    connector,
    timeoutMs,
    now: () => now,
  });
  assert.equal(bug, undefined);
  return result;
}

const thresholds: [days: number, typed: Record<string, unknown>, string][] = [
  [100, {}, "up"],
  [30, {}, "up"],
  [
    29.5,
    {},
    "degraded domain-ends-soon: the registration of example.org ends in 29 days",
  ],
  [29.5, { expiryDays: 0 }, "up"],
  [
    6.5,
    { expiryDaysDown: 7 },
    "down domain-ends-soon: the registration of example.org ends in 6 days",
  ],
  [
    0.5,
    {},
    "degraded domain-ends-soon: the registration of example.org ends within a day",
  ],
  [-3, {}, "down domain-expired: example.org expired 3 days ago"],
  [
    -3,
    { expiryDays: 0 },
    "down domain-expired: example.org expired 3 days ago",
  ],
];

test("the days left decide", async (t) => {
  for (const [days, typed, expected] of thresholds) {
    await startWorld(t, json(registered(days)));
    const result = await look({ domain: "example.org", ...typed });
    assert.equal(summary(result), expected);
  }
});

test("the evidence says what the registry knows", async (t) => {
  const world = await startWorld(t, json(registered(100.5)));
  const result = await look({ domain: "https://www.example.co.uk/x" });
  assert.equal(summary(result), "up");
  assert.ok((result.latencyMs ?? 0) > 0);
  assert.deepEqual(world.paths, ["/dns.json", "/uk/domain/example.co.uk"]);
  const { registry, ...facts } = result.facts ?? {};
  assert.match(String(registry), /^127\.0\.0\.1:\d+$/);
  assert.deepEqual(facts, {
    domain: "example.co.uk",
    daysLeft: 100,
    expiresAt: "2027-03-02T00:00:00.000Z",
    registeredAt: "2001-02-03T04:05:06.000Z",
    registrar: "Good Names Ltd",
    registryStatus: "client transfer prohibited",
  });
});

const answers: Record<string, [Answer, string]> = {
  "not registered": [
    json({ errorCode: 404 }, 404),
    "down not-registered: example.org is not registered",
  ],
  "on hold": [
    json(registered(100, { status: ["Client Hold"] })),
    'down domain-status: the registry\'s status of example.org is "client hold"',
  ],
  "in its last days": [
    json(registered(undefined, { status: ["pending delete"] })),
    'down domain-status: the registry\'s status of example.org is "pending delete"',
  ],
  "without a date": [
    json(registered(undefined)),
    "unknown no-expiry: the registry publishes no date on which example.org ends",
  ],
  "with a date that is none": [
    json(
      registered(undefined, {
        events: [{ eventAction: "expiration", eventDate: "soon" }],
      }),
    ),
    "unknown no-expiry: the registry publishes no date on which example.org ends",
  ],
  "with odd parts": [
    json(registered(99, { status: "active", entities: [{ vcardArray: 7 }] })),
    "up",
  ],
  "asked too often": [
    says("slow down", 429),
    "unknown rate-limited: the registry wants fewer questions (HTTP 429)",
  ],
  broken: [
    says("oops", 503),
    "unknown registry: the registry answers HTTP 503",
  ],
  "no RDAP": [
    says("<html>hello"),
    "unknown registry: the registry's answer is not RDAP",
  ],
  "RDAP of something else": [
    json({ objectClassName: "ip network" }),
    "unknown registry: the registry's answer is not RDAP",
  ],
  "hangs up": [
    (response) => response.destroy(),
    "unknown registry: the registry could not be asked: connection closed while waiting for the answer",
  ],
  "a flood": [
    says("x".repeat(10_000_000)),
    "unknown registry: the registry could not be asked: the answer is larger than 256 KiB",
  ],
};

for (const [name, [registry, expected]] of Object.entries(answers))
  test(`registry: ${name}`, async (t) => {
    await startWorld(t, registry);
    assert.equal(summary(await look({ domain: "example.org" })), expected);
  });

test("a registry that says nothing leaves us without an answer, not the domain", async (t) => {
  await startWorld(t, () => {});
  const expected =
    "unknown timeout: no answer within 500 ms (still waiting for the registry)";
  const said = await lookWithin(
    500,
    async (timeoutMs) => {
      const result = await look({ domain: "example.org" }, { timeoutMs });
      return saidWithin(500, result, timeoutMs);
    },
    (said) => said === expected,
  );
  assert.equal(said, expected);
});

test("a suffix that is not listed is unknown", async (t) => {
  const world = await startWorld(t, json(registered(1)));
  assert.equal(
    summary(await look({ domain: "example.de" })),
    "unknown no-rdap: the registry of .de cannot be asked by RDAP",
  );
  assert.deepEqual(world.paths, ["/dns.json"]);
});

test("a list that cannot be read is nobody's downtime", async (t) => {
  const lists: [Answer, RegExp][] = [
    [
      says("no", 500),
      /^unknown no-bootstrap: the list of registries could not be read: HTTP 500$/,
    ],
    [json([]), /not as RFC 9224 says$/],
    [json({ services: [[["com"]]] }), /not as RFC 9224 says$/],
    [(response) => response.destroy(), /connection closed while waiting/],
  ];
  for (const [list, expected] of lists) {
    await startWorld(t, json(registered(1)), list);
    assert.match(summary(await look({ domain: "example.org" })), expected);
  }
});

test("the list is kept for a day, and longer where it cannot be renewed", async (t) => {
  let isBroken = false;
  const services = (origin: string) => [[["org"], [`${origin}/rdap/`]]];
  let asked = 0;
  const origin = await startSite(t, (request, response) => {
    if (request.url !== "/dns.json") return json(registered(99))(response, "");
    asked += 1;
    const list = json({ services: services(origin) });
    return isBroken ? says("no", 500)(response, "") : list(response, "");
  });
  moveBootstrap(`${origin}/dns.json`);
  const askedAt = async (now: number): Promise<number> => {
    const { outcome } = await look({ domain: "example.org" }, { now });
    assert.equal(outcome, "up");
    return asked;
  };
  assert.equal(await askedAt(NOW), 1);
  assert.equal(await askedAt(NOW + DAY_MS - 1), 1);
  assert.equal(await askedAt(NOW + DAY_MS), 2);
  isBroken = true;
  assert.equal(await askedAt(NOW + 2 * DAY_MS), 3);
});

test("any name within a domain will do", () => {
  const table: [string, string][] = [
    ["example.org", "example.org"],
    ["WWW.Example.ORG.", "example.org"],
    ["https://me@www.example.co.uk:8080/path?q", "example.co.uk"],
    ["someone@mail.example.org", "example.org"],
    ["münchen.de", "xn--mnchen-3ya.de"],
    ["a.github.io", "github.io"],
  ];
  for (const [written, expected] of table)
    assert.equal(
      domain.describe(domain.settings.parse({ domain: written })),
      expected,
    );
  assert.equal(domain.host(domain.settings.parse({ domain: "a.co.uk" })), "uk");
});

test("settings that cannot be used are explained", () => {
  const noDomain = /^domain must be a domain name, such as example\.org$/;
  const table: [Record<string, unknown>, RegExp][] = [
    [{ domain: "org" }, noDomain],
    [{ domain: "co.uk" }, noDomain],
    [{ domain: "localhost" }, noDomain],
    [{ domain: "192.0.2.1" }, noDomain],
    [{ domain: "[::1]" }, noDomain],
    [{ domain: "a b.org" }, noDomain],
    [{}, /^domain is missing$/],
    [
      { domain: "a.org", expiryDays: 4_000 },
      /^expiryDays must be a whole number from 0 to 3650$/,
    ],
    [
      { domain: "a.org", expiryDays: 7, expiryDaysDown: 8 },
      /^expiryDaysDown must not be more than what counts as degraded$/,
    ],
  ];
  for (const [typed, expected] of table)
    assert.match(problemsOf(domain, typed), expected, JSON.stringify(typed));
});
