import assert from "node:assert/strict";
import { test } from "node:test";
import { startDnsServer } from "../testing/dns-server.ts";
import { createConnector } from "./create-connector.ts";
import { mayNotReach } from "./may-not-reach.ts";

test("what may never be reached is known before anything is sent; what is only not there just now is no reason", async (t) => {
  const nameServers = await startDnsServer(t, (name) =>
    name === "inside.example.org" ? ["10.0.0.1"] : ["1.1.1.1"],
  );
  const connector = createConnector({
    allowNetworks: ["10.9.0.0/16"],
    nameServers,
  });
  const table: [string, RegExp | undefined][] = [
    ["169.254.169.254", /cloud metadata address/],
    ["[::1]", /loopback address/],
    ["10.0.0.1", /add 10\.0\.0\.1\/32/],
    ["inside.example.org", /10\.0\.0\.1 is a private address/],
    ["10.9.0.1", undefined],
    ["hooks.example.org", undefined],
  ];
  for (const [host, expected] of table) {
    const why = await mayNotReach(connector, host);
    if (expected === undefined) assert.equal(why, undefined, host);
    else assert.match(why ?? "", expected, host);
  }
  const away = {
    resolve: async () => ({
      ok: false as const,
      failure: { kind: "dns-error" as const, text: "no answer" },
    }),
  };
  assert.equal(await mayNotReach(away, "hooks.example.org"), undefined);
});
