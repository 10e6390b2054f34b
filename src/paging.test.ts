import assert from "node:assert/strict";
import { createServer } from "node:net";
import { once } from "node:events";
import { type TestContext, test } from "node:test";
import { setRota } from "./actions/people/on-call.ts";
import { openStore, rows, type Store } from "./store/db.ts";
import { testDatabase, testLog } from "./testing/database.ts";
import {
  contextOf,
  granted,
  makeMonitor,
  makeNamespace,
} from "./testing/factory.ts";
import { type Outside, outside } from "./testing/outside.ts";
import { type Program, settingsFor, startProgram } from "./testing/program.ts";
import { leaveNumber, people, type PersonName } from "./testing/switchboard.ts";
import { until } from "./testing/until.ts";

interface Scene {
  store: Store;
  world: Outside;
  start: (crashAt?: string) => Promise<Program>;
}

/** A service that is looked at every four seconds and calls Ada, then Ben; Twilio tells of everything by itself, signed. */
async function scene(t: TestContext): Promise<Scene> {
  const { url, connection } = await testDatabase(t);
  const store = await openStore(connection, testLog);
  t.after(() => store.close());
  const world = await outside(t);
  const namespace = await makeNamespace(store, { foldMs: 0, channels: [] });
  granted(
    await setRota(contextOf(store), namespace, {
      people: [people.ada, people.ben],
      everyDays: 7,
      weekday: null,
      at: "00:00",
      timezone: "UTC",
    }),
  );
  for (const name of ["ada", "ben"] as const) await leaveNumber(store, name);
  await makeMonitor(store, {
    settings: { url: world.targetUrl("datastore") },
    everyMs: 4_000,
    timeoutMs: 3_900,
    confirmFailures: 2,
    confirmRetryMs: 200,
    pages: "down",
  });
  const port = await freePort();
  const publicUrl = `http://127.0.0.1:${port}`;
  const { credentials, twilioApiUrl } = world.sandbox;
  const { accountSid, authToken, from } = credentials.twilio;
  await world.control("PATCH", "twilio/settings", { stepMs: 5 });
  await world.control("PATCH", `twilio/numbers/${from}`, {
    smsUrl: `${publicUrl}/hooks/twilio/sms`,
  });
  const settings = {
    ...settingsFor(world, url),
    PORT: String(port),
    PUBLIC_URL: publicUrl,
    TWILIO_API_URL: twilioApiUrl,
    TWILIO_ACCOUNT_SID: accountSid,
    TWILIO_AUTH_TOKEN: authToken,
    TWILIO_FROM: from,
  };
  const start = async (crashAt?: string): Promise<Program> =>
    (
      await startProgram(
        t,
        crashAt === undefined ? settings : { ...settings, CRASH_AT: crashAt },
      )
    ).ready();
  return { store, world, start };
}

/** Where Twilio is told to come to, before anybody listens there. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, "close");
  return port;
}

/** What a person's phone got, oldest first, without the times. */
async function got({ world }: Scene, name: PersonName): Promise<string[]> {
  const { messages } = (await world.control(
    "GET",
    `twilio/phones/${people[name].phone}/messages`,
  )) as { messages: { body: string; direction: string }[] };
  return messages
    .filter(({ direction }) => direction !== "inbound")
    .map(({ body }) =>
      body
        .replace(/^\d\d:\d\d /, "")
        .replace(/#\d+/, "#1") // a number that was rolled back is not given again
        .replace(/ since .*/, "")
        .replace(/, after .*/, ""),
    );
}

function hasGot(it: Scene, name: PersonName, count: number): Promise<string[]> {
  return until(`${count} SMS to ${name}`, async () => {
    const bodies = await got(it, name);
    return bodies.length >= count && bodies;
  });
}

async function writes(
  it: Scene,
  name: PersonName,
  body: string,
): Promise<void> {
  await it.world.control(
    "POST",
    `twilio/phones/${people[name].phone}/messages`,
    {
      to: it.world.sandbox.credentials.twilio.from,
      body,
    },
  );
}

async function isUp({ store }: Scene): Promise<void> {
  await until("the service is up", async () => {
    const found = await rows(
      store.db,
      "SELECT 1 FROM services WHERE status = 'up'",
    );
    return found.length > 0;
  });
}

const DOWN = "DOWN #1 Datastore (IATI)";
const UP = "UP again: #1 Datastore (IATI)";
const OURS = "OK, #1 Datastore is yours. Nobody else is called for it.";

test("an outage, no answer, the next person, ACK by SMS, recovery: each hears it once", async (t) => {
  const it = await scene(t);
  const program = await it.start();
  await isUp(it);
  await it.world.setTarget("datastore", "error");
  assert.deepEqual(await hasGot(it, "ada", 1), [DOWN]);
  await until("Ada's phone has it", async () => {
    const found = await rows(
      it.store.db,
      "SELECT 1 FROM pager_calls WHERE state = 'delivered'",
    );
    return found.length > 0;
  });
  await rows(it.store.db, "UPDATE pagings SET next_at = now() RETURNING 1"); // five minutes later
  assert.deepEqual(await hasGot(it, "ben", 1), [DOWN]);
  await writes(it, "ben", "ack 1");
  assert.deepEqual(await hasGot(it, "ben", 2), [DOWN, OURS]);
  await it.world.setTarget("datastore", "up");
  assert.deepEqual(await hasGot(it, "ben", 3), [DOWN, OURS, UP]);
  assert.deepEqual(await hasGot(it, "ada", 2), [DOWN, UP]);
  assert.equal(await program.stop(), 0);
  const unsaid = people.ada.phone.slice(1);
  assert.ok(!program.said().includes(unsaid), "numbers are never logged");
});

/** Another program takes over at once what the dead one held. */
async function endLeases({ store }: Scene): Promise<void> {
  await rows(
    store.db,
    "UPDATE outlets SET lease_until = now() WHERE lease_until IS NOT NULL RETURNING 1",
  );
}

/** The outage ends, and the person on call has heard of both once. */
async function toldOnce(it: Scene): Promise<void> {
  await endLeases(it);
  const program = await it.start();
  await hasGot(it, "ada", 1);
  await it.world.setTarget("datastore", "up");
  await hasGot(it, "ada", 2);
  assert.equal(await program.stop(), 0);
  assert.deepEqual(await got(it, "ada"), [DOWN, UP]);
  assert.deepEqual(await got(it, "ben"), []);
}

test("a program that dies when Twilio has answered calls everybody whom it owes a call, and nobody twice", async (t) => {
  const it = await scene(t);
  const program = await it.start("after-send:1");
  await isUp(it);
  await it.world.setTarget("datastore", "error");
  assert.deepEqual(await program.ended, { code: null, signal: "SIGKILL" });
  await toldOnce(it);
});
