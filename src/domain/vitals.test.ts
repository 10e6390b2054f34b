import assert from "node:assert/strict";
import { test } from "node:test";
import { DAY } from "./time.ts";
import { certificateDaysLeft, hostVitals } from "./vitals.ts";

test("what a machine told of itself, as far as it did", () => {
  assert.equal(hostVitals({ firstByteMs: 12, disks: "" }), null);
  assert.deepEqual(
    hostVitals({
      uptimeSeconds: 60,
      loadAverage1: 0.5,
      loadAverage5: 0.6,
      loadAverage15: 0.7,
      cpus: 4,
      memoryUsedPercent: 41.3,
      diskUsedPercent: 93,
      disks: "/var 93 %",
    }),
    {
      uptimeMs: 60_000,
      loads: [0.5, 0.6, 0.7],
      cpus: 4,
      memoryUsedPercent: 41.3,
      diskUsedPercent: 93,
      disks: "/var 93 %",
    },
  );
  const part = hostVitals({ cpus: 2, loadAverage1: 1, disks: 7 });
  assert.deepEqual([part?.cpus, part?.loads, part?.disks], [2, null, null]);
});

test("the days of a certificate go on running after it was seen", () => {
  const facts = { certificateDaysLeft: 3 };
  const at = Date.UTC(2026, 10, 21);
  assert.equal(certificateDaysLeft(facts, { at, now: at + DAY - 1 }), 3);
  assert.equal(certificateDaysLeft(facts, { at, now: at + 4 * DAY }), -1);
  assert.equal(certificateDaysLeft(facts, { at, now: at - DAY }), 3);
  assert.equal(certificateDaysLeft({}, { at, now: at }), null);
});
