import assert from "node:assert/strict";
import { test } from "node:test";
import { acknowledgeIncident } from "../../actions/incidents/acknowledge-incident.ts";
import { changeChannel } from "../../actions/audience/channel-settings.ts";
import { rows } from "../../store/db.ts";
import {
  believe,
  contextOf,
  granted,
  makeMonitor,
  makeNamespace,
} from "../../testing/factory.ts";
import { Messenger } from "../../testing/messenger.ts";
import { openOffice, words } from "../../testing/office.ts";

const channels = [{ id: "COPS000001", label: "#ops" }];

test("how a channel hears: in words, and in a form that shows what is set", async (t) => {
  const office = await openOffice(t);
  assert.match(
    await office.ask("/allswell channel"),
    /^Nothing is told here yet/,
  );
  await makeNamespace(office.store, { channels });
  const answers: [string, RegExp][] = [
    [
      "problems",
      /^#ops is told problems and their end; news hang below the message; nobody is mentioned\.$/,
    ],
    [
      "threads off",
      /the message itself is kept current, and nothing hangs below it/,
    ],
    [
      "all changes threads on broadcast on",
      /^#ops is told all that changes; news hang below the message, and the channel sees it, too/,
    ],
    ["mention on-call on", /who is on call is mentioned/],
    ["mention maybe", /^"mention maybe" is not understood\./],
    ["constructor on", /is not understood/],
  ];
  for (const [typed, expected] of answers)
    assert.match(
      await office.ask(`/allswell channel ${typed}`),
      expected,
      typed,
    );
  const form = await office.type("/allswell channel");
  assert.equal(words(form), "What #ops is told: ____\nAnd how: ____");
  assert.match(
    words(
      await office.submit({ verbosity: "problems", switches: ["threads"] }),
    ),
    /^#ops is told problems and their end; news hang below the message; nobody/,
  );
  const set = await rows(
    office.store.db,
    'SELECT verbosity, threads, broadcast, mention_on_call AS "mentions" FROM outlets',
  );
  assert.deepEqual(set, [
    { verbosity: "problems", threads: true, broadcast: false, mentions: false },
  ]);
  assert.match(
    await office.ask("/allswell channel all", { user: "ben" }),
    /^Only admins may change this/,
  );
});

test("without threads the message alone is kept current; no news is lost", async (t) => {
  const office = await openOffice(t);
  await makeNamespace(office.store, { channels });
  granted(
    await changeChannel(contextOf(office.store), "COPS000001", {
      threads: false,
    }),
  );
  const datastore = await makeMonitor(office.store);
  const messenger = new Messenger(office);
  await believe(office.store, datastore, "down");
  await messenger.quiet();
  granted(await acknowledgeIncident(contextOf(office.store), 1));
  await messenger.quiet();
  await believe(office.store, datastore, "up");
  const shown = await messenger.shown("#ops");
  assert.equal(shown.length, 1);
  assert.match(shown[0]?.text ?? "", /^Datastore is up again after/);
  assert.match(shown[0]?.words ?? "", /Ada was on it/);
  assert.deepEqual(
    await rows(
      office.store.db,
      "SELECT reason, state FROM deliveries ORDER BY id",
    ),
    [
      { reason: "down", state: "sent" },
      { reason: "acknowledged", state: "sent" },
      { reason: "recovered", state: "sent" },
    ],
  );
});

test("what happens before the first message is out stands in it, without threads, too", async (t) => {
  const office = await openOffice(t);
  await makeNamespace(office.store, { channels });
  granted(
    await changeChannel(contextOf(office.store), "COPS000001", {
      threads: false,
    }),
  );
  const datastore = await makeMonitor(office.store);
  await believe(office.store, datastore, "down");
  await believe(office.store, datastore, "up");
  const shown = await new Messenger(office).shown("#ops");
  assert.equal(shown.length, 1);
  assert.match(shown[0]?.text ?? "", /^Datastore is up again after/);
});

test("problems only: who is on it stands in the message, and no line tells it", async (t) => {
  const office = await openOffice(t);
  await makeNamespace(office.store, { channels });
  granted(
    await changeChannel(contextOf(office.store), "COPS000001", {
      verbosity: "problems",
    }),
  );
  const datastore = await makeMonitor(office.store);
  const messenger = new Messenger(office);
  await believe(office.store, datastore, "down");
  await messenger.quiet();
  granted(await acknowledgeIncident(contextOf(office.store), 1));
  const [message, ...none] = await messenger.shown("#ops");
  assert.match(message?.words ?? "", /Ada is on it/);
  assert.deepEqual(none, []);
  await believe(office.store, datastore, "up");
  const [, ...lines] = await messenger.shown("#ops");
  assert.match(
    lines.map((one) => one.words).join("\n"),
    /^:large_green_circle: \*Datastore\* is up again after [^\n]*$/,
  );
});

test("broadcast: the channel sees the recovery, and not who is on it", async (t) => {
  const office = await openOffice(t);
  await makeNamespace(office.store, { channels });
  granted(
    await changeChannel(contextOf(office.store), "COPS000001", {
      broadcast: true,
    }),
  );
  const datastore = await makeMonitor(office.store);
  const messenger = new Messenger(office);
  await believe(office.store, datastore, "down");
  await messenger.quiet();
  granted(await acknowledgeIncident(contextOf(office.store), 1));
  await messenger.quiet();
  await believe(office.store, datastore, "up");
  await messenger.quiet();
  const messages = await office.slack.client.messages("#ops");
  assert.deepEqual(
    messages.map(({ subtype }) => subtype === "thread_broadcast"),
    [false, false, true],
  );
});
