// Whatever stands in whatever field of whatever is said to the API, the answer is a clear one.
import assert from "node:assert/strict";
import { test } from "node:test";
import { believe, makeMonitor, makeNamespace } from "../../testing/factory.ts";
import { corpusTexts, hostileTexts } from "../../testing/hostile.ts";
import { openMachine, people } from "../../testing/machine.ts";

const soon = (): string => new Date(Date.now() + 3_600_000).toISOString();

/** Something of each kind that can be said. */
const said: [string, string, Record<string, unknown>][] = [
  [
    "POST",
    "/monitors",
    {
      namespace: "iati",
      service: "Registry",
      name: "front page",
      type: "http",
      settings: { url: "https://a.example/", contains: "x", headers: "A: b" },
      every: "2m",
      timeout: "5s",
      schedule: ["* * * * *"],
      confirm: { retry: "15s" },
    },
  ],
  [
    "PATCH",
    "/monitors/1",
    { name: "x", settings: { url: "https://a.example/", secretValue: "abcd" } },
  ],
  ["PATCH", "/services/datastore", { name: "x", runbook: "https://a.example" }],
  ["POST", "/monitors/1/pause", { for: "1h" }],
  ["POST", "/monitors/1/copy", { service: "x", name: "y", namespace: "iati" }],
  ["POST", "/monitors/1/move", { service: "x" }],
  ["POST", "/services/datastore/move", { namespace: "x" }],
  ["POST", "/incidents/1/snooze", { for: "1h" }],
  ["POST", "/incidents/1/updates", { text: "x", onPage: true }],
  [
    "POST",
    "/maintenance",
    {
      title: "x",
      note: "y",
      covers: ["iati/*"],
      startsAt: soon(),
      for: "1h",
      zone: "UTC",
      rule: "FREQ=DAILY",
    },
  ],
  [
    "POST",
    "/namespaces",
    { slug: "x", name: "y", timezone: "UTC", owners: ["U1"], channels: ["C1"] },
  ],
  ["PATCH", "/namespaces/iati", { name: "IATI", remindEvery: "4h" }],
];

/** The same, one text of it after the other in place of what stands there. */
function* withText(value: unknown, text: unknown): Generator {
  if (Array.isArray(value))
    for (const [index, one] of value.entries())
      for (const changed of withText(one, text))
        yield value.with(index, changed);
  else if (typeof value === "object" && value !== null)
    for (const [name, one] of Object.entries(value))
      for (const changed of withText(one, text))
        yield { ...value, [name]: changed };
  else yield text;
}

/** Of all texts in all fields, one in so many is tried: each text meets several fields, each field many texts. */
const SHARE = 8;

const odd: unknown[] = [
  null,
  0,
  -1,
  1e308,
  true,
  [],
  {},
  [[]],
  { toString: 1 },
];

void test("whatever stands in a field of what is said to the API, the answer is a clear one", async (t) => {
  const machine = await openMachine(t);
  await makeNamespace(machine.store);
  const made = await makeMonitor(machine.store);
  await believe(machine.store, made, "down", { at: machine.clock.now() });
  const token = await machine.token(people.ada);
  const counts: Record<number, number> = {};
  let asked = 0;
  for (const [index, text] of [
    ...hostileTexts,
    ...odd,
    ...(corpusTexts() ?? []),
  ].entries())
    for (const [turn, [method, path, body]] of said.entries()) {
      if ((index + turn) % SHARE > 0) continue;
      // Each window is compared with all others for months ahead: hundreds of daily ones take seconds.
      await machine.store.db.query("DELETE FROM maintenance_windows");
      for (const changed of withText(body, text)) {
        asked += 1;
        if (asked % 500 === 0) machine.clock.move(60_000);
        const answer = await machine.ask(`/api/v1${path}`, {
          token,
          method,
          body: changed,
        });
        const shown = `${method} ${path} ${JSON.stringify(changed).slice(0, 200)} ${JSON.stringify(answer.body)}`;
        assert.ok(answer.status < 500 && answer.status !== 429, shown);
        if (answer.status >= 400)
          assert.ok(String(answer.body["detail"]).length > 5, shown);
        counts[answer.status] = (counts[answer.status] ?? 0) + 1;
      }
    }
  t.diagnostic(`${asked} requests: ${JSON.stringify(counts)}`);
});
