// What a printer can say of itself, each with its words.
import assert from "node:assert/strict";
import { test } from "node:test";
import { type FakePrinter, printerObjects } from "../testing/fake-printer.ts";
import { probeExpecting, probeWith, problemsOf } from "../testing/probe.ts";
import { answerTo, communityOf, startAgent } from "../testing/snmp-agent.ts";
import { startUdpServer } from "../testing/udp-server.ts";
import { summary } from "../testing/web.ts";
import { printer } from "./printer.ts";
import { printerErrors } from "./printer/errors.ts";

const black = (level: number, capacity = 2_000) => ({
  supplies: [{ name: "Black Toner", level, capacity }],
});
const waste = (space: number) => ({
  supplies: [
    { name: "Waste Toner", level: space, capacity: 100, isReceptacle: true },
  ],
});

const cases: [FakePrinter, Record<string, unknown>, RegExp][] = [
  [{}, {}, /^up$/],
  [{}, { version: "v1" }, /^up$/],
  [{ status: 1 }, {}, /^up$/],
  [{ errors: "" }, {}, /^up$/],
  [{ errors: "0001ffff" }, {}, /^up$/],
  [{ errors: "40" }, {}, /^down no-paper: no paper$/],
  [
    { errors: "cc04" },
    {},
    /^down no-paper: no paper, a door is open, paper is jammed$/,
  ],
  [
    { errors: "8004" },
    {},
    /^degraded low-paper: paper is low, a paper tray is empty$/,
  ],
  [
    { errors: "8004" },
    { ignore: "lowpaper" },
    /^degraded input-tray-empty: a paper tray is empty$/,
  ],
  [{ errors: "8004" }, { ignore: "lowPaper, inputTrayEmpty" }, /^up$/],
  [black(200), {}, /^up$/],
  [
    black(199 - 10),
    {},
    /^degraded supply-low: "Black Toner" has 9 % left \(limit 10 %\)$/,
  ],
  [black(0, -2), {}, /^degraded supply-low: "Black Toner" has 0 % left/],
  [black(0), { supply: 0 }, /^up$/],
  [black(400), { supply: 30, supplyDown: 20 }, /^degraded supply-low: .* 20 %/],
  [
    black(380),
    { supply: 30, supplyDown: 20 },
    /^down supply-low: .*\(limit 20/,
  ],
  [black(2_300), {}, /^up$/],
  [black(-1), { supply: 100 }, /^up$/],
  [black(-2), { supply: 100 }, /^up$/],
  [black(-3), { supply: 100 }, /^up$/],
  [black(-4), { supply: 100 }, /^up$/],
  [black(5, -2), { supply: 100 }, /^up$/],
  [
    { supplies: [{ name: "Ink", level: 5, unit: 19 }] },
    {},
    /^degraded supply-low: "Ink" has 5 % left/,
  ],
  [waste(10), {}, /^up$/],
  [
    waste(9),
    {},
    /^degraded waste-full: "Waste Toner" is 91 % full \(limit 90 %\)$/,
  ],
  [
    waste(2),
    { wasteDown: 97 },
    /^down waste-full: .* 98 % full \(limit 97 %\)$/,
  ],
  [waste(0), { waste: 100 }, /^up$/],
  [waste(95), { wasteLevel: "filled" }, /^degraded waste-full: .* 95 % full/],
  [waste(5), { wasteLevel: "filled" }, /^up$/],
  [{ errors: "08", ...black(10) }, {}, /^down door-open: a door is open$/],
  [
    { errors: "20", ...black(10) },
    {},
    /^degraded low-toner: toner is low, "Black Toner" has 1 % left \(limit 10 %\)$/,
  ],
  [{}, { slow: "1ms" }, /^degraded slow: /],
];

for (const [fake, typed, expected] of cases)
  test(`a printer with ${JSON.stringify(fake)}, ${JSON.stringify(typed)}: ${expected.source}`, async (t) => {
    const { port } = await startAgent(t, printerObjects(fake));
    const result = await probeWith(printer, {
      host: `127.0.0.1:${port}`,
      community: "hunter-community",
      ...typed,
    });
    assert.match(summary(result), expected);
  });

test("every error bit has its outcome and its words", async (t) => {
  const outcomes = [
    "degraded low-paper",
    "down no-paper",
    "degraded low-toner",
    "down no-toner",
    "down door-open",
    "down jammed",
    "down offline",
    "degraded service-requested",
    "degraded input-tray-missing",
    "degraded output-tray-missing",
    "down marker-supply-missing",
    "degraded output-near-full",
    "down output-full",
    "degraded input-tray-empty",
    "degraded overdue-prevent-maint",
  ];
  for (const [bit, expected] of outcomes.entries()) {
    const errors = (0x8000 >> bit).toString(16).padStart(4, "0");
    const { port } = await startAgent(t, printerObjects({ errors }));
    const result = await probeWith(printer, {
      host: `127.0.0.1:${port}`,
      community: "hunter-community",
    });
    assert.equal(
      summary(result),
      `${expected}: ${printerErrors[bit]?.text ?? ""}`,
    );
  }
});

test("the evidence: state, supplies, trays, pages and texts", async (t) => {
  const { port } = await startAgent(
    t,
    printerObjects({ errors: "8000", alerts: ["Paper low", "Toner low"] }),
  );
  const { facts } = await probeWith(printer, {
    host: `127.0.0.1:${port}`,
    community: "hunter-community",
  });
  assert.deepEqual(
    { ...facts, dnsMs: 0 },
    {
      address: "127.0.0.1",
      dnsMs: 0,
      printerStatus: "idle",
      errors: "paper is low",
      model: "LaserWatch 9000",
      serialNumber: "SN0042",
      pages: 48_213,
      "black toner percent left": 60,
      "cyan toner": "some left",
      fuser: "unknown",
      staples: "no limit",
      "waste toner percent full": 20,
      "tray 1 percent full": 50,
      "bypass percent full": 0,
      alerts: "Paper low; Toner low",
      display: "Ready / Tray 1: A4",
    },
  );
});

test("names that are missing, the same, of another alphabet or hostile become facts of their own", async (t) => {
  const names = [
    "",
    "Toner\0",
    "Toner",
    "__proto__",
    Buffer.from("Schwärzer", "latin1"),
    "x".repeat(255),
    "a\u202Eb\nc",
  ];
  const supplies = names.map((name) => ({ name, level: 50, capacity: 100 }));
  const { port } = await startAgent(t, printerObjects({ supplies, trays: [] }));
  const { facts = {} } = await probeWith(printer, {
    host: `127.0.0.1:${port}`,
    community: "hunter-community",
  });
  assert.deepEqual(
    Object.keys(facts).filter((name) => name.endsWith("left")),
    [
      "supply 1 percent left",
      "toner percent left",
      "toner 2 percent left",
      "__proto__ percent left",
      "schwärzer percent left",
      `${"x".repeat(40)} percent left`,
      "a b c percent left",
    ],
  );
});

test("a printer of a hundred supplies is shown by a few facts", async (t) => {
  const supplies = Array.from({ length: 100 }, (_, i) => ({
    name: `Toner ${i}`,
    level: 50,
    capacity: 100,
  }));
  const { port, heard } = await startAgent(t, printerObjects({ supplies }));
  const result = await probeWith(printer, {
    host: `127.0.0.1:${port}`,
    community: "hunter-community",
  });
  assert.equal(result.outcome, "up");
  assert.ok(Object.keys(result.facts ?? {}).length <= 25);
  assert.ok(heard() < 50, `${heard()} requests`);
});

test("what is no printer is said to be none", async (t) => {
  const { port } = await startAgent(t, { "1.3.6.1.2.1.1.3": 42 });
  for (const version of ["v1", "v2c"]) {
    const result = await probeWith(printer, {
      host: `127.0.0.1:${port}`,
      community: "hunter-community",
      version,
    });
    assert.match(summary(result), /^down not-a-printer: it answers SNMP, but/);
  }
});

test("an agent that tells its community, and comes to no end, is neither quoted nor followed", async (t) => {
  const { port } = await startUdpServer(t, (heard) =>
    answerTo(heard, `you said ${communityOf(heard)}`),
  );
  const result = await probeWith(printer, {
    host: `127.0.0.1:${port}`,
    community: "hunter-community",
  });
  assert.equal(result.outcome, "down");
  assert.doesNotMatch(JSON.stringify(result), /hunter/);
});

test("a supply named like the community is not shown", async (t) => {
  const supplies = [
    { name: "the hunter-community box", level: 1, capacity: 99 },
  ];
  const { port } = await startAgent(t, printerObjects({ supplies }));
  const result = await probeWith(printer, {
    host: `127.0.0.1:${port}`,
    community: "hunter-community",
  });
  assert.match(summary(result), /"the \[secret\] box" has 1 % left/);
  assert.doesNotMatch(JSON.stringify(result), /hunter/);
});

test("a printer that falls silent in the middle says where", async (t) => {
  let heard = 0;
  const { port } = await startUdpServer(t, (asked) => {
    heard += 1;
    // Refused, it asks for fewer objects at once.
    return heard === 1 ? answerTo(asked, Buffer.from([5, 0]), 2) : undefined;
  });
  await probeExpecting(
    printer,
    { host: `127.0.0.1:${port}` },
    /^down timeout: no answer within 150 ms \(still waiting for the next answer\)$/,
    150,
  );
});

test("settings that cannot be used get a sentence each", () => {
  const table: [Record<string, unknown>, string][] = [
    [{}, "host is missing"],
    [{ host: "a", supply: 101 }, "supply must be a whole number from 0 to 100"],
    [
      { host: "a", supplyDown: 11 },
      "supplyDown must not be more than what counts as degraded",
    ],
    [
      { host: "a", wasteDown: 89 },
      "wasteDown must not be less than what counts as degraded",
    ],
    [
      { host: "a", wasteLevel: "empty" },
      "wasteLevel must be one of: space, filled",
    ],
    [{ host: "a", version: "v3" }, "username is missing: v3 needs one"],
  ];
  for (const [typed, expected] of table)
    assert.equal(problemsOf(printer, typed), expected);
  assert.match(
    problemsOf(printer, { host: "a", ignore: "lowPaper, fire" }),
    /^ignore must be some of: lowPaper, noPaper, .*, overduePreventMaint$/,
  );
});
