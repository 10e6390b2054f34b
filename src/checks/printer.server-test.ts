// A printer made of Debian's snmpd.
import assert from "node:assert/strict";
import { test } from "node:test";
import { type FakePrinter, printerObjects } from "../testing/fake-printer.ts";
import { probeWith } from "../testing/probe.ts";
import { startSnmpd, unlessSnmpd } from "../testing/servers/snmpd.ts";
import { agentPasswords } from "../testing/snmp-agent.ts";
import { summary } from "../testing/web.ts";
import { printer } from "./printer.ts";

const toner = (level: number) => ({
  supplies: [{ name: "Black Toner", level, capacity: 2_000 }],
});

const cases: [FakePrinter, Record<string, unknown>, RegExp][] = [
  [{}, {}, /^up$/],
  [{}, { version: "v1" }, /^up$/],
  [
    {},
    {
      ...agentPasswords,
      community: undefined,
      version: "v3",
      username: "sha-aes",
    },
    /^up$/,
  ],
  [{}, { community: "hunter-other" }, /^down timeout: .* wrong community/],
  [{ errors: "4400" }, {}, /^down no-paper: no paper, paper is jammed$/],
  [{ errors: "0008" }, {}, /^down output-full: an output tray is full$/],
  [toner(100), {}, /^degraded supply-low: "Black Toner" has 5 % left/],
  [toner(100), { supplyDown: 6 }, /^down supply-low: "Black Toner" has 5 %/],
];

for (const [fake, typed, expected] of cases)
  test(
    `a printer with ${JSON.stringify(fake)}, ${JSON.stringify(typed)}: ${expected.source}`,
    { skip: unlessSnmpd },
    async (t) => {
      const { port } = await startSnmpd(t, printerObjects(fake));
      const result = await probeWith(
        printer,
        { host: `127.0.0.1:${port}`, community: "hunter-community", ...typed },
        { timeoutMs: 2_000 },
      );
      assert.match(summary(result), expected);
    },
  );

test("the evidence", { skip: unlessSnmpd }, async (t) => {
  const { port } = await startSnmpd(t, printerObjects());
  const { facts } = await probeWith(printer, {
    host: `127.0.0.1:${port}`,
    community: "hunter-community",
  });
  assert.equal(facts?.["black toner percent left"], 60);
  assert.equal(facts["cyan toner"], "some left");
  assert.equal(facts["waste toner percent full"], 20);
  assert.equal(facts["tray 1 percent full"], 50);
  assert.equal(facts["pages"], 48_213);
  assert.equal(facts["display"], "Ready / Tray 1: A4");
});

test("snmpd without a printer is none", { skip: unlessSnmpd }, async (t) => {
  const { port } = await startSnmpd(t, {});
  const result = await probeWith(printer, {
    host: `127.0.0.1:${port}`,
    community: "hunter-community",
  });
  assert.match(summary(result), /^down not-a-printer: /);
});
