import assert from "node:assert/strict";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import express from "express";
import { healthRouter, type Vital } from "./health.ts";

test("/readyz says soon that something does not answer at all", async (t) => {
  const vitals: Vital[] = [
    { name: "database", problem: () => new Promise(() => {}) },
    { name: "probes", problem: () => undefined },
  ];
  const server = express()
    .use(healthRouter(vitals, () => ({})))
    .listen(0);
  t.after(() => server.close());
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const response = await fetch(`http://127.0.0.1:${port}/readyz`, {
    signal: AbortSignal.timeout(10_000),
  });
  assert.equal(response.status, 503);
  assert.deepEqual(await response.json(), {
    ok: false,
    database: "no answer within 900 ms",
    probes: "ok",
  });
});
