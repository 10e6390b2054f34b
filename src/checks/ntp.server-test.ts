// The time asked of Debian's chronyd.
import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { ProbeResult } from "../domain/result.ts";
import { probeWith } from "../testing/probe.ts";
import { startChronyd, unlessChronyd } from "../testing/servers/chronyd.ts";
import { summary } from "../testing/web.ts";
import { ntp } from "./ntp.ts";

const START_MS = 10_000;
const LOOK_AGAIN_MS = 50;

/** The result of a look at chronyd, once it has opened its port. */
async function lookOnceOpen(
  port: number,
  typed: Record<string, unknown> = {},
): Promise<ProbeResult> {
  const latest = performance.now() + START_MS;
  for (;;) {
    const result = await probeWith(ntp, { host: "127.0.0.1", port, ...typed });
    const isRefused =
      result.outcome === "down" && result.reason.kind === "refused";
    if (!isRefused || performance.now() > latest) return result;
    await sleep(LOOK_AGAIN_MS);
  }
}

test("chronyd with a clock", { skip: unlessChronyd }, async (t) => {
  const { port } = await startChronyd(t, ["local stratum 10"]);
  const result = await lookOnceOpen(port);
  assert.equal(summary(result), "up");
  const { stratum, leap, source, version } = result.facts ?? {};
  assert.deepEqual(
    { stratum, leap, source, version },
    { stratum: 10, leap: "none", source: "127.127.1.1", version: 4 },
  );
  assert.ok(Math.abs(Number(result.facts?.["offsetMs"])) < 100);
  assert.equal(
    summary(await lookOnceOpen(port, { stratum: 9 })),
    "degraded stratum: stratum 10 (limit 9)",
  );
});

test("chronyd without one", { skip: unlessChronyd }, async (t) => {
  const { port } = await startChronyd(t, []);
  assert.equal(
    summary(await lookOnceOpen(port)),
    "down unsynchronised: the server's own clock is not synchronised",
  );
});
