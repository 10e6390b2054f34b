import assert from "node:assert/strict";
import { test } from "node:test";
import { showDeliveries } from "../actions/ledger.ts";
import { callDue } from "../actions/paging/call-people.ts";
import { receiveSms } from "../actions/paging/receive-sms.ts";
import { systemClock } from "../base/clock.ts";
import { HOUR, SECOND } from "../domain/time.ts";
import { testLog, testStore } from "../testing/database.ts";
import { hostileTexts } from "../testing/hostile.ts";
import { believe, contextOf, makeMonitor } from "../testing/factory.ts";
import { rows } from "../store/db.ts";
import { findIncident } from "../store/incidents/incidents.ts";
import { leaveNumber, people, Switchboard } from "../testing/switchboard.ts";
import { Pager } from "./pager.ts";

const { ada, ben } = people;

test("what cannot be looked for is looked for again", async () => {
  const ending = new AbortController();
  let asked = 0;
  const pager = new Pager({
    context: () => assert.fail("not without the operators"),
    clock: systemClock,
    log: testLog,
    phone: null,
    isTold: false,
    async operators() {
      asked += 1;
      if (asked === 3) ending.abort();
      throw new Error("the database is away");
    },
    person: async () => assert.fail("nobody wrote"),
    tickMs: 1,
    askEveryMs: 1,
  });
  await pager.run(ending.signal);
  assert.equal(asked, 3);
  assert.equal(pager.lookedAt, undefined);
});

test("an SMS that Twilio does not know keeps no others from being asked about", async (t) => {
  const store = await testStore(t);
  await rows(
    store.db,
    `WITH o AS (INSERT INTO outlets (channel, recipient, label, audience, lease, created_at)
         VALUES ('sms', 'UADA000001', 'Ada', 'person', 0, now()) RETURNING id),
       a AS (INSERT INTO announcements (reason, text, facts, created_at) VALUES ('operators', 'x', '{}', now()) RETURNING id),
       d AS (INSERT INTO deliveries (id, announcement_id, outlet_id, reason, state, next_attempt_at, attempts, created_at, post_id, remote_id)
         SELECT n, a.id, o.id, 'operators', 'sent', now(), 1, now(), n, 'SM' || n FROM o, a, generate_series(1, 3) n RETURNING id, outlet_id)
     INSERT INTO pager_calls (round, person_id, person_name, way, outlet_id, delivery_id, at, state, look_at)
       SELECT id, 'UADA000001', 'Ada', 'sms', outlet_id, id, now(), 'calling', now() FROM d RETURNING id`,
  );
  const pager = new Pager({
    context: () => contextOf(store),
    clock: systemClock,
    log: testLog,
    phone: {
      async statusOf(sid) {
        if (sid === "SM2") throw new Error("404");
        return { status: "delivered", errorCode: null };
      },
      received: async () => [],
    },
    isTold: false,
    operators: async () => [],
    person: async () => assert.fail("nobody is answered"),
  });
  await pager.ask();
  const heard = await rows<{ sid: string }>(
    store.db,
    "SELECT sid FROM sms_statuses ORDER BY sid",
  );
  assert.deepEqual(
    heard.map(({ sid }) => sid),
    ["SM1", "SM3"],
  );
});

test("an SMS that cannot be acted on keeps no others from being acted on", async (t) => {
  const store = await testStore(t);
  for (const [index, name] of (["ada", "ben"] as const).entries()) {
    await leaveNumber(store, name);
    await receiveSms(contextOf(store, { now: Date.now() + index }), {
      sid: `SM-${name}`,
      sender: people[name].phone,
      recipient: "+447700900000",
      text: "STATUS",
    });
  }
  const pager = new Pager({
    context: () => contextOf(store),
    clock: systemClock,
    log: testLog,
    phone: null,
    isTold: false,
    operators: async () => [],
    async person(id) {
      if (id === ada.id) throw new Error("something that only hers meets");
      return { id, name: "Ben", role: "member" };
    },
  });
  await pager.look(new AbortController().signal);
  const left = await rows<{ sid: string }>(
    store.db,
    "SELECT sid FROM sms_received WHERE handled_at IS NULL",
  );
  assert.deepEqual(left, [{ sid: "SM-ada" }]);
});

test("calling people by SMS, through a pretended Twilio", async (t) => {
  const board = await Switchboard.open(t);
  const { store, world } = board;
  /** What each has got so far. */
  const got = { ada: 0, ben: 0 };
  const next = async (name: "ada" | "ben"): Promise<string> => {
    got[name] += 1;
    return board.sms(name, got[name]);
  };

  await t.test(
    "down, no answer, the next person, ACK by SMS, recovery to both",
    async () => {
      const place = await board.namespace("ada", "ben");
      const { id, added } = await board.outage(place, "Datastore");
      assert.match(
        await next("ada"),
        new RegExp(
          `^\\d\\d:\\d\\d DOWN #${id} Datastore \\(N1\\) since .*: front page: no answer within 5 s\\. Reply ACK ${id}, SNOOZE ${id} 1h or STATUS$`,
        ),
      );
      await board.later();
      assert.match(await next("ben"), /DOWN #\d+ Datastore/);
      await board.writes(ben.phone, ` Ack. `);
      assert.equal(
        await next("ben"),
        `OK, #${id} Datastore is yours. Nobody else is called for it.`,
      );
      const incident = await findIncident(store.db, id);
      assert.equal(incident?.acknowledgedBy, "Ben");
      const entries = await rows<{ text: string; actor: string | null }>(
        store.db,
        "SELECT text, actor FROM incident_entries WHERE incident_id = $1 ORDER BY id",
        [id],
      );
      assert.deepEqual(entries.slice(1), [
        { text: "Ada was called by SMS.", actor: null },
        { text: "Ben was called by SMS.", actor: null },
        { text: "Ben is on it: Datastore", actor: "Ben" },
        { text: 'Ben wrote by SMS: "Ack."', actor: "Ben" },
      ]);
      const audits = await rows<{ verb: string; actor: string }>(
        store.db,
        "SELECT verb, actor FROM audits WHERE target = $1 ORDER BY id",
        [`incident ${id}`],
      );
      assert.deepEqual(audits, [
        { verb: "ack", actor: ben.id },
        { verb: "sms", actor: ben.id },
      ]);
      await believe(store, added, "up");
      assert.match(await next("ada"), /UP again: #\d+ Datastore/);
      assert.match(await next("ben"), /UP again: #\d+ Datastore/);
      await board.until(async () => {
        const states = await rows<{ state: string }>(
          store.db,
          "SELECT DISTINCT state FROM pager_calls",
        );
        return states.every(({ state }) => state === "delivered")
          ? true
          : undefined;
      });
      assert.deepEqual(await board.operators(), []);
    },
  );

  await t.test(
    "an SMS is acted on once, however often Twilio tells of it",
    async () => {
      await board.works();
      await board.works();
      assert.equal((await board.bodies("ben")).length, got.ben);
    },
  );

  await t.test("what people write", async (t) => {
    const place = await board.namespace("ada");
    const first = await board.outage(place, "One");
    const second = await board.outage(place, "Two");
    assert.match(await next("ada"), /2 services DOWN/);
    const table: [string, RegExp][] = [
      [
        "ACK",
        /^2 are open: #\d+ One and #\d+ Two\. Which one\? ACK \d+, or ACK ALL$/,
      ],
      ["status", /^2 open: #\d+ One DOWN .*; #\d+ Two DOWN /],
      [`ack #${first.id}`, /^OK, #\d+ One is yours/],
      [`ACK ${first.id}`, /^You have incident \d+ \(One\) already\.$/],
      [
        `snooze ${second.id} 2 h`,
        /^OK, #\d+ Two rests until \w{3} \d+ \w{3} \d\d:\d\d UTC\.$/,
      ],
      ["STATUS", /One DOWN .*, Ada has it; .* Two DOWN .*, snoozed$/],
      ["ACK 999999", /^There is no incident 999999/],
      [
        "AKC",
        /^Not understood\. Reply ACK, ACK 12, ACK ALL, SNOOZE 12 1h or STATUS$/,
      ],
    ];
    for (const [words, answer] of table)
      await t.test(words, async () => {
        await board.writes(ada.phone, words);
        assert.match(await next("ada"), answer);
      });
    await t.test("whoever is not understood again hears nothing", async () => {
      await board.writes(ada.phone, "what?");
      await board.writes(ada.phone, "STATUS");
      assert.match(await next("ada"), /^2 open/);
    });
    await t.test("a number that nobody left is not heard", async () => {
      await board.writes("+447700900199", `ACK ${second.id}`);
      await board.writes(ada.phone, "STATUS");
      assert.match(await next("ada"), /snoozed$/);
      assert.equal(
        (await findIncident(store.db, second.id))?.acknowledgedAt,
        null,
      );
    });
    for (const { added } of [first, second]) await believe(store, added, "up");
    assert.match(await next("ada"), /2 services UP again/);
  });

  await t.test("ACK ALL takes all that somebody was called for", async () => {
    const place = await board.namespace("ben");
    const outages = [
      await board.outage(place, "One"),
      await board.outage(place, "Two"),
    ];
    assert.match(await next("ben"), /2 services DOWN/);
    await board.writes(ben.phone, "ACK ALL");
    assert.match(
      await next("ben"),
      /^OK, 2 incidents are yours: #\d+ One and #\d+ Two\.$/,
    );
    for (const { added } of outages) await believe(store, added, "up");
    assert.match(await next("ben"), /2 services UP again/);
  });

  await t.test(
    "a number that Twilio refuses: both are told, the person in Slack, the next one at once",
    async () => {
      await world.control("PATCH", `twilio/phones/${ada.phone}`, {
        refuse: 21_211,
      });
      const place = await board.namespace("ada", "ben");
      const { id, added } = await board.outage(place, "Datastore");
      assert.match(await next("ben"), /DOWN #\d+ Datastore/);
      assert.deepEqual(await board.direct(ada.id), [
        "Datastore is down: front page: no answer within 5 s",
        `An SMS to you about incident ${id} did not arrive: the number is not valid (Twilio 21211). \`contact\` shows and changes your number, \`page test\` tries it.`,
      ]);
      assert.deepEqual(await board.operators(), [
        `An SMS to Ada about incident ${id} did not arrive: the number is not valid (Twilio 21211). They are told in Slack, and the next person is called.`,
      ]);
      // Whom the call in Slack has not reached hears of no end.
      await board.until(async () => {
        const waiting = await rows(
          store.db,
          "SELECT 1 FROM deliveries d JOIN outlets o ON o.id = d.outlet_id WHERE o.recipient = $1 AND o.channel = 'slack' AND d.state <> 'sent'",
          [ada.id],
        );
        return waiting.length === 0 || undefined;
      });
      await believe(store, added, "up");
      assert.match(await next("ben"), /UP again/);
      assert.equal(
        (await board.direct(ada.id)).at(-1)?.replace(/ after .*/, ""),
        "Datastore is up again",
        "also to whom was called in Slack alone",
      );
      await world.control("PATCH", `twilio/phones/${ada.phone}`, {
        refuse: null,
      });
    },
  );

  await t.test("an SMS that is lost on its way is told the same", async () => {
    await world.control("PATCH", `twilio/phones/${ada.phone}`, {
      ends: "undelivered",
      errorCode: 30_005,
    });
    const place = await board.namespace("ada", "ben");
    const { id, added } = await board.outage(place, "Datastore");
    await next("ada");
    assert.match(await next("ben"), /DOWN #\d+ Datastore/);
    assert.match(
      (await board.operators()).at(-1) ?? "",
      new RegExp(
        `^An SMS to Ada about incident ${id} did not arrive: the number is unknown, or not in use any more \\(Twilio 30005\\)`,
      ),
    );
    const ledger = await showDeliveries(contextOf(store), {
      part: "failed",
      incidentId: null,
      beforeId: null,
    });
    assert.equal(ledger?.counts.lost, 1);
    assert.ok(
      ledger.lines.some(
        (line) =>
          line.incidentId === id &&
          line.smsError === 30_005 &&
          line.text.includes("DOWN #"),
      ),
      "what failed is also what did not arrive, in the words that were sent",
    );
    await world.control("PATCH", `twilio/phones/${ada.phone}`, {
      ends: "delivered",
    });
    await believe(store, added, "up");
    await next("ada");
    await next("ben");
  });

  await t.test(
    "an SMS that cannot be handed over does not keep the next one waiting",
    async () => {
      const place = await board.namespace("ada", "ben");
      await world.fault("twilio CreateMessage", "429");
      const { id, added } = await board.outage(place, "Datastore");
      await board.until(async () => {
        const refused = await rows(
          store.db,
          "SELECT 1 FROM deliveries WHERE incident_id = $1 AND state = 'retry'",
          [id],
        );
        return refused.length > 0 ? true : undefined;
      });
      await rows(
        store.db,
        "UPDATE pager_calls SET at = at - interval '40 seconds' WHERE incident_id = $1 RETURNING 1",
        [id],
      );
      assert.match(await next("ben"), /DOWN #\d+ Datastore/);
      assert.match(
        (await board.operators()).at(-1) ?? "",
        /^An SMS to Ada .* did not arrive: Twilio asks for patience\. They are told in Slack/,
      );
      await believe(store, added, "up");
      assert.match(await next("ben"), /UP again/);
      const ofAda = await rows<{ state: string }>(
        store.db,
        "SELECT d.state FROM deliveries d JOIN outlets o ON o.id = d.outlet_id WHERE d.incident_id = $1 AND o.recipient = $2 AND o.channel = 'sms'",
        [id, ada.id],
      );
      assert.deepEqual(
        ofAda,
        [{ state: "dropped" }],
        "it is over: nobody hears of it late",
      );
      await rows(
        store.db,
        "UPDATE outlets SET paused_until = NULL RETURNING 1",
      );
    },
  );

  await t.test(
    "a call that waited for hours is not sent any more: the person is told in Slack, the next one is called",
    async () => {
      const place = await board.namespace("ada", "ben");
      const added = await makeMonitor(store, {
        namespaceSlug: place,
        serviceName: "Datastore",
        pages: "down",
      });
      const at = Date.now() - 5 * HOUR;
      await rows(
        store.db,
        "UPDATE pager_calls SET at = at - interval '6 hours' RETURNING 1",
      );
      await believe(store, added, "down", { at });
      await callDue(contextOf(store, { now: at + SECOND }), []);
      assert.match(await next("ben"), /DOWN #\d+ Datastore/);
      assert.match(
        (await board.operators()).at(-1) ?? "",
        /^An SMS to Ada .* did not arrive: it could not be handed over to Twilio.*\. They are told in Slack, and the next person is called\.$/,
      );
      assert.ok(
        (await board.direct(ada.id)).includes(
          "Datastore is down: front page: no answer within 5 s",
        ),
      );
      await believe(store, added, "up");
      assert.match(await next("ben"), /UP again/);
      assert.equal((await board.bodies("ada")).length, got.ada);
    },
  );

  await t.test(
    "STOP is never acted on; the person and the operators hear what it means",
    async () => {
      const place = await board.namespace("ada", "ben");
      const { id, added } = await board.outage(place, "Datastore");
      await next("ada");
      await board.writes(ada.phone, "STOP");
      await board.until(async () =>
        (await board.operators()).at(-1)?.startsWith("Ada wrote STOP") === true
          ? true
          : undefined,
      );
      assert.match(
        (await board.direct(ada.id)).at(-1) ?? "",
        /^You wrote STOP .* Write START/,
      );
      assert.equal((await findIncident(store.db, id))?.acknowledgedAt, null);
      await believe(store, added, "up");
      await board.writes(ada.phone, "START");
      await board.works();
    },
  );

  await t.test(
    "whatever is written is answered at most once, and harms nothing",
    async () => {
      const before = (await board.bodies("ben")).length;
      const texts = hostileTexts.filter((text) => text.length <= 1_600);
      for (const [index, text] of texts.entries())
        await receiveSms(contextOf(store), {
          sid: `SM-hostile-${index}`,
          sender: ben.phone,
          recipient: "+447700900000",
          text: text.replaceAll("\0", ""),
        });
      await board.works();
      const left = await rows(
        store.db,
        "SELECT 1 FROM sms_received WHERE handled_at IS NULL",
      );
      assert.deepEqual(left, []);
      await board.until(async () =>
        (await board.bodies("ben")).length > before ? true : undefined,
      );
      await board.works();
      const answers = (await board.bodies("ben")).slice(before);
      assert.equal(answers.length, 1);
      assert.match(answers[0] ?? "", /^Not understood/);
    },
  );
});
