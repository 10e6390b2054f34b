import assert from "node:assert/strict";
import { test } from "node:test";
import { testStore } from "../testing/database.ts";
import { rows } from "./db.ts";

test("statements are not compiled, whatever the server does with others'", async (t) => {
  const { db } = await testStore(t);
  assert.deepEqual(await rows(db, "SHOW jit"), [{ jit: "off" }]);
});
