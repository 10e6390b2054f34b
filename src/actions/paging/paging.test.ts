import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { DAY, type Instant, MINUTE, SECOND } from "../../domain/time.ts";
import { rows, type Store } from "../../store/db.ts";
import type { Namespace } from "../../store/entities/namespaces.ts";
import { testStore } from "../../testing/database.ts";
import {
  admin,
  believe,
  contextOf,
  granted,
  makeMonitor,
  makeNamespace,
} from "../../testing/factory.ts";
import {
  acknowledgeIncident,
  handBackIncident,
} from "../incidents/acknowledge-incident.ts";
import type { Added } from "../targets/add-monitor.ts";
import type { Actor } from "../context.ts";
import { editService } from "../targets/edit-service.ts";
import { remindOne } from "../incidents/remind.ts";
import { setRota } from "../people/on-call.ts";
import { snoozeIncident, wakeOne } from "../incidents/snooze-incident.ts";
import type { PageLevel } from "../../domain/paging.ts";
import { findOpenIncident } from "../../store/incidents/incidents.ts";
import { callDue } from "./call-people.ts";
import { followCall } from "./follow-calls.ts";
import { changePager } from "./settings.ts";

const ESCALATE_MS = 5 * MINUTE;

/** A namespace with a rota of Ada, Ben and Cleo, Ada being on call; their ids are the namespace's own. */
class Watch {
  readonly store: Store;
  readonly namespace: Namespace;
  readonly people: { id: string; name: string }[];
  /** Who hears that calling does not go as it should. */
  readonly operator: string;
  now: Instant;

  constructor(store: Store, namespace: Namespace, now: Instant) {
    this.store = store;
    this.namespace = namespace;
    this.now = now;
    this.operator = `UOPS${namespace.slug.toUpperCase()}`;
    this.people = ["Ada", "Ben", "Cleo"].map((name) => ({
      id: `U${name.toUpperCase()}${namespace.slug.toUpperCase()}`,
      name,
    }));
  }

  async service(name: string, pages: PageLevel): Promise<Added> {
    const added = await makeMonitor(this.store, {
      namespaceSlug: this.namespace.slug,
      serviceName: name,
      pages,
    });
    await believe(this.store, added, "up", { at: this.now - MINUTE });
    return added;
  }

  async breaks(
    added: Added,
    how: "down" | "degraded" = "down",
  ): Promise<number> {
    await believe(this.store, added, how, { at: this.now });
    const open = await findOpenIncident(this.store.db, added.service.id);
    assert.ok(open);
    return open.id;
  }

  /** Time goes by, and whoever is due is called. */
  async after(ms: number): Promise<void> {
    this.now += ms;
    await this.call();
  }

  async call(): Promise<boolean> {
    return callDue(this.context(), [this.operator]);
  }

  context(actor: Actor = admin) {
    return contextOf(this.store, { actor, now: this.now });
  }

  /** "Ada sms 1+2": who was called how, and for which services at once, in order. */
  async calls(): Promise<string[]> {
    const found = await rows<{ said: string }>(
      this.store.db,
      `SELECT c.person_name || ' ' || c.way || ' ' || string_agg(s.name, '+' ORDER BY s.name) AS said
       FROM pager_calls c JOIN incidents i ON i.id = c.incident_id JOIN services s ON s.id = i.service_id
       WHERE s.namespace_id = $1 GROUP BY c.person_name, c.way, c.at ORDER BY c.at, min(c.id)`,
      [this.namespace.id],
    );
    return found.map(({ said }) => said);
  }

  /** What the outlets of one person were given to hear, with the state. */
  async told(name: string, channel: string): Promise<string[]> {
    const found = await rows<{ said: string }>(
      this.store.db,
      `SELECT d.reason || ' ' || d.state AS said FROM deliveries d JOIN outlets o ON o.id = d.outlet_id
       WHERE o.recipient = $1 AND o.channel = $2 ORDER BY d.id`,
      [this.people.find((one) => one.name === name)?.id, channel],
    );
    return found.map(({ said }) => said);
  }

  async operatorsHeard(): Promise<string[]> {
    const found = await rows<{ text: string }>(
      this.store.db,
      `SELECT DISTINCT a.text, a.id FROM announcements a JOIN deliveries d ON d.announcement_id = a.id JOIN outlets o ON o.id = d.outlet_id
       WHERE o.recipient = $1 ORDER BY a.id`,
      [this.operator],
    );
    return found.map(({ text }) => text);
  }
}

let opened = 0;

async function watch(
  store: Store,
  { rota = true, now = Date.UTC(2026, 10, 21, 12) + opened * 2 * DAY } = {},
): Promise<Watch> {
  opened += 1;
  await rows(
    store.db,
    "UPDATE pagings SET next_at = NULL, ended_because = 'another story' RETURNING 1",
  );
  const namespace = await makeNamespace(store, {
    slug: `n${opened}`,
    foldMs: 20 * SECOND,
    escalateMs: ESCALATE_MS,
  });
  const it = new Watch(store, namespace, now);
  if (rota)
    granted(
      await setRota(it.context(), namespace, {
        people: it.people,
        everyDays: 7,
        weekday: null,
        at: "09:00",
        timezone: "UTC",
      }),
    );
  return it;
}

test("calling people", async (t) => {
  const store = await testStore(t);
  await stories(t, store);
});

async function stories(t: TestContext, store: Store): Promise<void> {
  const story = (
    name: string,
    tell: (it: Watch) => Promise<void>,
    options: Parameters<typeof watch>[1] = {},
  ) => t.test(name, async () => tell(await watch(store, options)));

  await story(
    "nobody is called for a service that does not ask for it",
    async (it) => {
      await it.breaks(await it.service("quiet", "no"));
      await it.after(MINUTE);
      assert.deepEqual(await it.calls(), []);
    },
  );

  await story(
    "who is on call is called once; the next ones follow while nobody answers; then the operators hear",
    async (it) => {
      const id = await it.breaks(await it.service("db", "down"));
      await it.call();
      assert.deepEqual(await it.calls(), ["Ada sms db"], "at once");
      await it.after(ESCALATE_MS - 1);
      assert.deepEqual(await it.calls(), ["Ada sms db"]);
      await it.after(1);
      await it.after(ESCALATE_MS);
      assert.deepEqual(await it.calls(), [
        "Ada sms db",
        "Ben sms db",
        "Cleo sms db",
      ]);
      await it.after(ESCALATE_MS);
      await it.after(ESCALATE_MS);
      assert.equal((await it.calls()).length, 3);
      assert.deepEqual(await it.operatorsHeard(), [
        `Nobody has answered for incident ${id} (db): everybody of ${it.namespace.name}'s rota was called (Ada, Ben and Cleo).`,
      ]);
    },
  );

  await story(
    "an acknowledgement ends it, and who gives it back begins it anew",
    async (it) => {
      const id = await it.breaks(await it.service("db", "down"));
      await it.after(20 * SECOND);
      granted(await acknowledgeIncident(it.context(), id));
      await it.after(ESCALATE_MS);
      assert.deepEqual(await it.calls(), ["Ada sms db"]);
      granted(await handBackIncident(it.context(), id));
      await it.call();
      assert.deepEqual(await it.calls(), ["Ada sms db", "Ada sms db"]);
    },
  );

  await story(
    "whoever is first in Slack spares everybody the SMS: what is not sent is dropped",
    async (it) => {
      const id = await it.breaks(await it.service("db", "down"));
      await it.after(20 * SECOND);
      assert.deepEqual(await it.told("Ada", "sms"), ["down planned"]);
      granted(await acknowledgeIncident(it.context(), id));
      assert.deepEqual(await it.told("Ada", "sms"), ["down dropped"]);
    },
  );

  await story(
    "what Twilio has refused for now goes, too, where it calls for nothing else",
    async (it) => {
      const [a, b] = [
        await it.breaks(await it.service("a", "down")),
        await it.breaks(await it.service("b", "down")),
      ];
      await it.after(20 * SECOND);
      await rows(
        store.db,
        `UPDATE deliveries SET state = 'retry', post_id = (SELECT min(id) FROM deliveries WHERE incident_id = $1 AND state = 'planned')
       WHERE state = 'planned' AND incident_id = ANY (ARRAY[$1, $2]::integer[])
         AND outlet_id = (SELECT id FROM outlets WHERE recipient = $3 AND channel = 'sms') RETURNING 1`,
        [a, b, it.people[0]?.id],
      );
      granted(await acknowledgeIncident(it.context(), a));
      assert.deepEqual(await it.told("Ada", "sms"), [
        "down retry",
        "down retry",
      ]);
      granted(await acknowledgeIncident(it.context(), b));
      assert.deepEqual(await it.told("Ada", "sms"), [
        "down dropped",
        "down dropped",
      ]);
    },
  );

  await story(
    "where everybody was called and nobody has it, the next reminder calls them anew",
    async (it) => {
      await it.breaks(await it.service("db", "down"));
      await it.after(20 * SECOND);
      for (let turn = 0; turn < 3; turn++) await it.after(ESCALATE_MS);
      assert.equal((await it.calls()).length, 3);
      it.now += 4 * 60 * MINUTE;
      while (await remindOne(it.context()));
      await it.call();
      assert.deepEqual((await it.calls()).slice(3), ["Ada sms db"]);
    },
  );

  await story("a snooze rests it for as long", async (it) => {
    const id = await it.breaks(await it.service("db", "down"));
    granted(
      await snoozeIncident(it.context(), id, { kind: "for", ms: 60 * MINUTE }),
    );
    await it.after(30 * MINUTE);
    assert.deepEqual(await it.calls(), []);
    it.now += 31 * MINUTE;
    await wakeOne(it.context());
    await it.call();
    assert.deepEqual(await it.calls(), ["Ada sms db"]);
  });

  await story(
    "what nobody sent for hours goes the next way, however late that is seen",
    async (it) => {
      await it.breaks(await it.service("db", "down"));
      await it.call();
      it.now += 5 * 60 * MINUTE;
      while (await followCall(it.context(), [it.operator]));
      await it.call();
      assert.deepEqual(await it.calls(), [
        "Ada sms db",
        "Ada slack db",
        "Ben sms db",
      ]);
    },
  );

  await story(
    "a recovery is told to whom was called, and to nobody else",
    async (it) => {
      const db = await it.service("db", "down");
      await it.breaks(db);
      await it.after(20 * SECOND);
      await rows(
        store.db,
        "UPDATE deliveries SET state = 'sent' WHERE state = 'planned' RETURNING 1",
      );
      await it.after(ESCALATE_MS);
      await rows(
        store.db,
        "UPDATE deliveries SET state = 'sent' WHERE state = 'planned' RETURNING 1",
      );
      await believe(store, db, "up", { at: it.now });
      assert.deepEqual(await it.told("Ada", "sms"), [
        "down sent",
        "recovered planned",
      ]);
      assert.deepEqual(await it.told("Ben", "sms"), [
        "down sent",
        "recovered planned",
      ]);
      assert.deepEqual(await it.told("Cleo", "sms"), []);
      await it.after(ESCALATE_MS);
      assert.deepEqual(await it.calls(), ["Ada sms db", "Ben sms db"]);
    },
  );

  await story(
    "down and back before anybody was called calls nobody",
    async (it) => {
      const db = await it.service("db", "down");
      await it.breaks(db);
      it.now += 5 * SECOND;
      await believe(store, db, "up", { at: it.now });
      await it.after(MINUTE);
      assert.deepEqual(await it.calls(), []);
    },
  );

  await story(
    "difficulties call people only where that is asked for",
    async (it) => {
      await it.breaks(await it.service("a", "down"), "degraded");
      await it.breaks(await it.service("b", "difficulties"), "degraded");
      await it.breaks(await it.service("c", "severe"), "degraded");
      await it.after(20 * SECOND);
      assert.deepEqual(await it.calls(), ["Ada sms b"]);
      assert.deepEqual(await it.told("Ada", "sms"), ["difficulties planned"]);
    },
  );

  await story(
    "difficulties that become an outage call people then",
    async (it) => {
      const a = await it.service("a", "down");
      await it.breaks(a, "degraded");
      await it.after(MINUTE);
      await it.breaks(a);
      await it.after(20 * SECOND);
      assert.deepEqual(await it.calls(), ["Ada sms a"]);
    },
  );

  await story(
    "of a storm the first calls at once, the others together: never twice within a minute",
    async (it) => {
      await it.breaks(await it.service("a", "down"));
      await it.call();
      assert.deepEqual(await it.calls(), ["Ada sms a"]);
      for (const name of ["b", "c"]) {
        await it.breaks(await it.service(name, "down"));
        await it.after(5 * SECOND);
      }
      await it.after(45 * SECOND);
      assert.equal((await it.calls()).length, 1);
      await it.after(5 * SECOND);
      assert.deepEqual(await it.calls(), ["Ada sms a", "Ada sms b+c"]);
      await it.breaks(await it.service("d", "down"));
      await it.after(50 * SECOND);
      assert.equal((await it.calls()).length, 2);
      await it.after(10 * SECOND);
      assert.deepEqual((await it.calls()).slice(2), ["Ada sms d"]);
    },
  );

  await story(
    "whoever was only written to in Slack has time to answer before it is said that nobody has",
    async (it) => {
      for (const { id } of it.people)
        granted(
          await changePager(it.context({ ...admin, id }), { mostPerDay: 1 }),
        );
      const first = await it.breaks(await it.service("a", "down"));
      for (let turn = 0; turn < 3; turn++) await it.after(ESCALATE_MS);
      granted(await acknowledgeIncident(it.context(), first));
      const id = await it.breaks(await it.service("b", "down"));
      await it.call();
      assert.deepEqual((await it.calls()).slice(3), [
        "Ada slack b",
        "Ben slack b",
        "Cleo slack b",
      ]);
      const unanswered = async () =>
        (await it.operatorsHeard()).filter((text) =>
          text.startsWith(`Nobody has answered for incident ${id} (b)`),
        ).length;
      await it.after(ESCALATE_MS - 1);
      assert.equal(await unanswered(), 0);
      await it.after(1);
      assert.equal(await unanswered(), 1);
    },
  );

  await story(
    "in quiet hours the next one is called, and the person is told in Slack; what is severe rings all the same",
    async (it) => {
      const [ada] = it.people;
      const quiet = {
        quiet: { from: "11:00", until: "13:00" },
        timezone: "UTC",
      };
      granted(
        await changePager(it.context({ ...admin, id: ada?.id ?? "" }), quiet),
      );
      await it.breaks(await it.service("db", "down"));
      await it.breaks(await it.service("core", "severe"));
      await it.after(20 * SECOND);
      assert.deepEqual((await it.calls()).toSorted(), [
        "Ada slack db",
        "Ada sms core",
        "Ben sms db",
      ]);
    },
  );

  await story(
    "where everybody is in quiet hours, they are called when the first one's end",
    async (it) => {
      for (const [index, { id }] of it.people.entries()) {
        const quiet = {
          quiet: { from: "11:00", until: `13:0${index + 1}` },
          timezone: "UTC",
        };
        granted(await changePager(it.context({ ...admin, id }), quiet));
      }
      await it.breaks(await it.service("db", "down"));
      await it.after(20 * SECOND);
      const inSlack = ["Ada slack db", "Ben slack db", "Cleo slack db"];
      assert.deepEqual(await it.calls(), inSlack);
      await it.after(59 * MINUTE);
      assert.deepEqual(await it.calls(), inSlack);
      await it.after(2 * MINUTE);
      assert.deepEqual(await it.calls(), [...inSlack, "Ada sms db"]);
      assert.deepEqual(await it.operatorsHeard(), []);
    },
  );

  await story(
    "who was called often enough for a day is told in Slack; the operators hear once",
    async (it) => {
      const [ada] = it.people;
      granted(
        await changePager(it.context({ ...admin, id: ada?.id ?? "" }), {
          mostPerDay: 1,
        }),
      );
      for (const name of ["a", "b", "c"]) {
        const id = await it.breaks(await it.service(name, "down"));
        await it.after(20 * SECOND);
        granted(await acknowledgeIncident(it.context(), id));
        it.now += 2 * MINUTE;
      }
      assert.deepEqual(await it.calls(), [
        "Ada sms a",
        "Ada slack b",
        "Ben sms b",
        "Ada slack c",
        "Ben sms c",
      ]);
      const heard = await it.operatorsHeard();
      assert.equal(heard.length, 1);
      assert.match(
        heard[0] ?? "",
        /^Ada has been called by 1 SMS within 24 hours, which is the most for a day/,
      );
    },
  );

  await story(
    "where nobody is on call, the operators hear it",
    async (it) => {
      const id = await it.breaks(await it.service("db", "down"));
      await it.after(20 * SECOND);
      assert.deepEqual(await it.operatorsHeard(), [
        `Nobody is on call for ${it.namespace.name}, so nobody was called for incident ${id} (db). \`oncall set ${it.namespace.slug} @ada @ben\` makes a rota.`,
      ]);
    },
    { rota: false },
  );

  await story(
    "a service that does not want it any more calls nobody further",
    async (it) => {
      const db = await it.service("db", "down");
      await it.breaks(db);
      await it.after(20 * SECOND);
      granted(await editService(it.context(), db.service.id, { pages: "no" }));
      await it.after(ESCALATE_MS);
      assert.deepEqual(await it.calls(), ["Ada sms db"]);
    },
  );

  await story("several instances at once call nobody twice", async (it) => {
    for (const name of ["a", "b", "c", "d"])
      await it.breaks(await it.service(name, "down"));
    it.now += 20 * SECOND;
    await Promise.all(Array.from({ length: 6 }, () => it.call()));
    assert.deepEqual(await it.calls(), ["Ada sms a+b+c+d"]);
  });

  await story("the timeline says who was called", async (it) => {
    const id = await it.breaks(await it.service("db", "down"));
    await it.after(20 * SECOND);
    const entries = await rows<{ text: string; public: boolean }>(
      store.db,
      "SELECT text, public FROM incident_entries WHERE incident_id = $1 AND kind = 'called'",
      [id],
    );
    assert.deepEqual(entries, [
      { text: "Ada was called by SMS.", public: false },
    ]);
  });
}
