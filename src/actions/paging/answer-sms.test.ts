import assert from "node:assert/strict";
import { test } from "node:test";
import { MINUTE, SECOND } from "../../domain/time.ts";
import { putSecret } from "../../store/bookkeeping.ts";
import { rows } from "../../store/db.ts";
import { testStore } from "../../testing/database.ts";
import {
  believe,
  contextOf,
  granted,
  makeMonitor,
  makeNamespace,
  testSecrets,
} from "../../testing/factory.ts";
import { leaveNumber, people } from "../../testing/switchboard.ts";
import { setRota } from "../people/on-call.ts";
import { receiveSms } from "./receive-sms.ts";
import { answerNext } from "./answer-sms.ts";
import { callDue } from "./call-people.ts";

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

test("after a storm ALL means all of it, however many, and nobody else is called for what is not reached yet", async (t) => {
  const STORM = 70;
  const ESCALATE_MS = 5 * MINUTE;
  const store = await testStore(t);
  await leaveNumber(store, "ada");
  const { ada, ben } = people;
  let now = Date.now();
  const namespace = await makeNamespace(store, { escalateMs: ESCALATE_MS });
  granted(
    await setRota(contextOf(store), namespace, {
      people: [ada, ben],
      everyDays: 7,
      weekday: null,
      at: "00:00",
      timezone: "UTC",
    }),
  );
  for (let n = 1; n <= STORM; n++) {
    const added = await makeMonitor(store, {
      serviceName: `Service ${n}`,
      pages: "down",
    });
    await believe(store, added, "down", { at: now });
  }
  await callDue(contextOf(store, { now }), []);
  let said = 0;
  const writes = async (text: string): Promise<void> => {
    said += 1;
    await receiveSms(contextOf(store, { now }), {
      sid: `SM${said}`,
      sender: ada.phone,
      recipient: "+447700900000",
      text,
    });
  };
  const acts = async (): Promise<boolean> =>
    answerNext(contextOf(store, { now }), {
      operators: [],
      person: async () => ({ id: ada.id, name: ada.name, role: "member" }),
    });
  const answers = async (): Promise<string[]> => {
    const found = await rows<{ text: string }>(
      store.db,
      "SELECT text FROM announcements WHERE reason = 'operators' ORDER BY id",
    );
    return found.map(({ text }) => text);
  };
  const answer = async (text: string): Promise<string> => {
    now += SECOND;
    await writes(text);
    while (await acts());
    assert.equal((await answers()).length, said);
    return (await answers()).at(-1) ?? "";
  };
  const count = async (question: string): Promise<number> =>
    (await rows(store.db, question)).length;
  const called = "SELECT 1 FROM pager_calls WHERE person_name = 'Ben'";

  assert.match(await answer("STATUS"), /^70 open: .*; .* and 66 more$/);
  assert.match(
    await answer("ACK"),
    /^70 are open: #\d+ Service 1, #\d+ Service 2, #\d+ Service 3 and 67 more\. Which one\?/,
  );
  assert.match(await answer("SNOOZE ALL 1h"), /^OK, 70 incidents rest: /);
  assert.equal(
    await count("SELECT 1 FROM incident_entries WHERE kind = 'snoozed'"),
    STORM,
    "each once",
  );
  // As if they had been woken.
  await rows(
    store.db,
    "UPDATE pagings SET next_at = to_timestamp($1::float8 / 1000), ended_because = NULL RETURNING 1",
    [now + 1],
  );
  now += SECOND;
  await writes("ACK ALL");
  await acts();
  await callDue(contextOf(store, { now }), []);
  assert.equal(await count(called), 0, "it is being acted on");
  assert.equal((await answers()).length, said - 1);
  while (await acts());
  assert.match(
    (await answers()).at(-1) ?? "",
    /^OK, 70 incidents are yours: #\d+ Service .* and 67 more\.$/,
  );
  assert.equal(
    await count(
      "SELECT 1 FROM incidents WHERE acknowledged_by = 'Ada' AND resolved_at IS NULL",
    ),
    STORM,
  );
  for (const verb of ["ack", "sms"])
    assert.equal(
      await count(`SELECT DISTINCT target FROM audits WHERE verb = '${verb}'`),
      STORM,
    );
  assert.match(
    await answer("ACK ALL"),
    /^Somebody has it already\. 70 open: .*, Ada has it/,
  );
  now += ESCALATE_MS + MINUTE;
  await callDue(contextOf(store, { now }), []);
  assert.equal(await count(called), 0);
});

test("of several who share a phone it is whoever was called that answers", async (t) => {
  const store = await testStore(t);
  const { ada, ben } = people;
  for (const { id } of [ada, ben])
    await putSecret(
      store.db,
      testSecrets,
      `person:${id}`,
      "phone",
      "+447700900109",
    );
  const namespace = await makeNamespace(store);
  granted(
    await setRota(contextOf(store), namespace, {
      people: [ben, ada],
      everyDays: 7,
      weekday: null,
      at: "00:00",
      timezone: "UTC",
    }),
  );
  await believe(store, await makeMonitor(store, { pages: "down" }), "down");
  await callDue(contextOf(store), []);
  await receiveSms(contextOf(store), {
    sid: "SM1",
    sender: "+447700900109",
    recipient: "+447700900000",
    text: "ACK",
  });
  const person = async (id: string) => ({
    id,
    name: id === ben.id ? ben.name : ada.name,
    role: "member" as const,
  });
  assert.ok(await answerNext(contextOf(store), { operators: [], person }));
  assert.deepEqual(
    await rows(store.db, 'SELECT acknowledged_by AS "by" FROM incidents'),
    [{ by: ben.name }],
  );
});
