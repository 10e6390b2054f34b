import assert from "node:assert/strict";
import { test } from "node:test";
import { walkView } from "../../testing/view-walk.ts";

test("whatever happens, what is read again is what is read anew", async (t) => {
  const steps = 30;
  const kept = await walkView(t, { steps, seed: 20_261_121 });
  assert.ok(kept > steps, `days that were not worked out again: ${kept}`);
});
