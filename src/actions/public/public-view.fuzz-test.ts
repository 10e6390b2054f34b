import { test } from "node:test";
import { walkView } from "../../testing/view-walk.ts";

for (let seed = 1; seed <= 4; seed++)
  test(`what is read again is what is read anew, on walk ${seed}`, async (t) => {
    await walkView(t, { steps: 150, seed: seed * 7_919 });
  });
