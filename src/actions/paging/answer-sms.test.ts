import assert from "node:assert/strict";
import { test } from "node:test";
import { MINUTE, SECOND } from "../../domain/time.ts";
import { rows } from "../../store/db.ts";
import { testStore } from "../../testing/database.ts";
import { contextOf } from "../../testing/factory.ts";
import { leaveNumber, people } from "../../testing/switchboard.ts";
import { receiveSms } from "../receive-sms.ts";
import { answerNext } from "./answer-sms.ts";

test("whoever is not understood is helped, but not a robot that says the same again, and nobody many times a minute", async (t) => {
  const store = await testStore(t);
  await leaveNumber(store, "ada");
  const { id, name, phone } = people.ada;
  const began = Date.now();
  let said = 0;
  /** The answers to something that is written so long after the beginning. */
  const answers = async (text: string, afterMs: number): Promise<number> => {
    said += 1;
    const context = contextOf(store, { now: began + afterMs });
    await receiveSms(context, {
      sid: `SM${said}`,
      sender: phone,
      recipient: "+447700900000",
      text,
    });
    const person = async () => ({ id, name, role: "member" as const });
    assert.ok(await answerNext(context, { operators: [], person }));
    const told = await rows(
      store.db,
      "SELECT 1 FROM announcements WHERE text LIKE 'Not understood%' AND created_at = to_timestamp($1::float8 / 1000)",
      [context.now],
    );
    return told.length;
  };
  assert.equal(await answers("what?", 0), 1);
  assert.equal(await answers("who is it", 30 * SECOND), 0, "too soon");
  assert.equal(await answers("UNACK", MINUTE), 1, "something else");
  assert.equal(await answers("UNACK", 3 * MINUTE), 0, "the same again");
  assert.equal(await answers("UNACK", 15 * MINUTE), 1, "much later");
});
