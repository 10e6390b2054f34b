import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { setRota } from "../actions/people/on-call.ts";
import { subscribeByMail } from "../actions/mail/mail-subscriptions.ts";
import { findTopic } from "../actions/audience/subscriptions.ts";
import { systemClock } from "../base/clock.ts";
import { counted } from "../base/text.ts";
import { findNamespace } from "../store/targets/namespaces.ts";
import { rows } from "../store/db.ts";
import {
  believe,
  contextOf,
  granted,
  makeMonitor,
  makeNamespace,
} from "../testing/factory.ts";
import { testLog } from "../testing/database.ts";
import { mailsIn } from "../testing/mail.ts";
import { Newsroom } from "../testing/newsroom.ts";
import { connectX } from "../testing/outside.ts";
import { leaveNumber, people } from "../testing/switchboard.ts";
import { Pager } from "./pager.ts";

const SERVICES = Number(process.env["STORM"] ?? 1_000);
const slugs = ["iati", "grants"] as const;

/** Two namespaces with an account, a channel, a list and the same person on call. */
async function furnished(t: TestContext): Promise<Newsroom> {
  const room = await Newsroom.closed(t);
  const { store, world } = room;
  await world.control("PATCH", "twilio/settings", { stepMs: 0 });
  await leaveNumber(store, "ada");
  await makeNamespace(store, {
    slug: "grants",
    foldMs: 1_000,
    channels: [{ id: "CDI0000001", label: "#di-status" }],
  });
  await connectX(store, world, "grants", "di_status");
  for (const slug of slugs) {
    const namespace = await findNamespace(store.db, slug);
    assert.ok(namespace);
    granted(
      await setRota(contextOf(store), namespace, {
        people: [people.ada],
        everyDays: 7,
        weekday: null,
        at: "00:00",
        timezone: "UTC",
      }),
    );
    const topic = await findTopic(contextOf(store), slug);
    assert.ok(topic.ok);
    granted(
      await subscribeByMail(
        contextOf(store),
        ["ops@example.org"],
        { audience: "team", verbosity: "problems" },
        topic.topic,
      ),
    );
  }
  return room;
}

/** Everything that is told, told; at most a minute, which is what a storm may take. */
async function told(room: Newsroom): Promise<void> {
  const { store } = room;
  const pager = new Pager({
    context: () => contextOf(store),
    clock: systemClock,
    log: testLog,
    phone: null,
    isTold: true,
    operators: async () => [],
    person: async (id) => ({ id, name: id, role: "member" }),
  });
  await rows(
    store.db,
    "UPDATE pagings SET next_at = now() WHERE next_at IS NOT NULL RETURNING 1",
  );
  await pager.look(new AbortController().signal);
  room.work(2);
  await room.quiet();
  await room.rest();
}

async function smsTo(room: Newsroom): Promise<string[]> {
  const { messages } = (await room.world.control(
    "GET",
    `twilio/phones/${people.ada.phone}/messages`,
  )) as { messages: { body: string }[] };
  return messages.map(({ body }) => body);
}

test(`${SERVICES} services of two namespaces go down at once, and recover: each outlet hears of each once`, async (t) => {
  const room = await furnished(t);
  const each = SERVICES / slugs.length;
  const services = [];
  for (const namespaceSlug of slugs)
    for (let n = 1; n <= each; n++)
      services.push(
        await makeMonitor(room.store, {
          namespaceSlug,
          serviceName: `${namespaceSlug} ${n}`,
          pages: "down",
        }),
      );
  for (const one of services) await believe(room.store, one, "down");
  await told(room);
  for (const one of services) await believe(room.store, one, "up");
  await told(room);

  const down = counted(each, "service");
  const ways: [string, string[]][] = [
    ...(await Promise.all(
      ["COPS000001", "CDI0000001"].map(
        async (channel): Promise<[string, string[]]> => [
          channel,
          (await room.world.messages())
            .filter((message) => message.channel === channel)
            .map(({ text }) => text),
        ],
      ),
    )),
    ...["iati_status", "di_status"].map((username): [string, string[]] => [
      username,
      [],
    ]),
    ["mail", (await mailsIn(room.world)).map(({ subject }) => subject)],
    ["sms", await smsTo(room)],
  ];
  const posts = await room.world.posts();
  for (const [name, texts] of ways)
    texts.push(
      ...posts
        .filter(({ username }) => username === name)
        .map(({ text }) => text),
    );
  for (const [name, texts] of ways) {
    const all = `${name}: ${texts.join(" | ")}`;
    assert.equal(texts.length, 2, all);
    const isAll = name === "mail" || name === "sms";
    const count = isAll ? `${SERVICES}` : down;
    assert.match(
      texts[0] ?? "",
      new RegExp(`${count}.*(iati|grants) 1`, "s"),
      all,
    );
    assert.match(texts[0] ?? "", /down/i, all);
    assert.match(texts[1] ?? "", /up again|over|recovered/i, all);
  }
  const wrong = await rows(
    room.store.db,
    `SELECT d.id FROM deliveries d JOIN deliveries u ON u.incident_id = d.incident_id AND u.outlet_id = d.outlet_id
     WHERE d.reason = 'down' AND u.reason = 'recovered' AND (u.sent_at < d.sent_at OR u.id < d.id) LIMIT 5`,
  );
  assert.deepEqual(wrong, [], "the end is never told before the beginning");
});
