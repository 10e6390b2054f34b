import assert from "node:assert/strict";
import { test } from "node:test";
import type { Added } from "../actions/targets/add-monitor.ts";
import { subscribeToReportByMail } from "../actions/mail/mail-reports.ts";
import { changeContact } from "../actions/people/contact.ts";
import {
  subscribeByMail,
  subscribeMeByMail,
} from "../actions/mail/mail-subscriptions.ts";
import { sendOneReport } from "../actions/mail/report-subscriptions.ts";
import { findTopic } from "../actions/audience/subscriptions.ts";
import { rows } from "../store/db.ts";
import {
  believe,
  contextOf,
  granted,
  makeMonitor,
} from "../testing/factory.ts";
import { headerOf, mailsIn } from "../testing/mail.ts";
import { Newsroom } from "../testing/newsroom.ts";

async function manyServices(room: Newsroom, count: number): Promise<Added[]> {
  const services: Added[] = [];
  for (let n = 1; n <= count; n++)
    services.push(
      await makeMonitor(room.store, { serviceName: `Service ${n}` }),
    );
  return services;
}

async function lists(room: Newsroom): Promise<void> {
  const context = contextOf(room.store);
  const found = await findTopic(context, "iati");
  assert.ok(found.ok);
  for (const [address, audience] of [
    ["ops@example.org", "team"],
    ["news@example.org", "customers"],
  ] as const)
    granted(
      await subscribeByMail(
        context,
        [address],
        { audience, verbosity: "problems" },
        found.topic,
      ),
    );
}

test("the daily summary comes by mail, with the hours at which it failed as a picture", async (t) => {
  const room = await Newsroom.closed(t, { onX: false, foldMs: 50 });
  const { store, world } = room;
  const added = await makeMonitor(store);
  await believe(store, added, "down");
  await believe(store, added, "up");
  // Two hours ago, in the day that ended this minute.
  for (const sql of [
    "UPDATE incidents SET began_at = began_at - interval '2 hours', resolved_at = resolved_at - interval '2 hours' RETURNING id",
    "UPDATE downtimes SET from_at = from_at - interval '2 hours', until_at = until_at - interval '2 hours' RETURNING id",
  ])
    await rows(store.db, sql);
  const { namespaceId } = added.service;
  const now = new Date();
  granted(
    await subscribeToReportByMail(contextOf(store), ["ops@example.org"], {
      kind: "daily",
      namespaceId,
      atMinute: now.getUTCHours() * 60 + now.getUTCMinutes(),
    }),
  );
  await rows(
    store.db,
    "UPDATE report_subscriptions SET next_at = now() - interval '1 minute' RETURNING id",
  );
  assert.equal(await sendOneReport(contextOf(store)), true);
  room.work();
  await room.quiet();
  const [mail, ...more] = await mailsIn(world, { to: "ops@example.org" });
  assert.ok(mail !== undefined);
  assert.deepEqual(more, []);
  assert.match(mail.subject, /^Daily report: IATI: \d of 1 service/);
  assert.match(mail.text ?? "", /1 incident:\s+\* Datastore was down for/);
  const [, cid = ""] = /src="cid:([^"]+)"/.exec(mail.html ?? "") ?? [];
  assert.ok(mail.raw.toLowerCase().includes(`content-id: <${cid}>`));
  const [, encoded = ""] =
    /Content-Type: image\/png[^]*?\r\n\r\n([A-Za-z0-9+/=\r\n]+)/.exec(
      mail.raw,
    ) ?? [];
  const png = Buffer.from(encoded, "base64");
  assert.equal(png.subarray(1, 4).toString(), "PNG");
  assert.ok(png.length > 5_000);
});

test("by mail: a storm and its end are one mail a list, in one thread; doubt repeats once; a bounce ends it", async (t) => {
  const room = await Newsroom.closed(t, { onX: false });
  const { world, store } = room;
  const services = await manyServices(room, 12);
  await lists(room);
  for (const service of services) await believe(store, service, "down");
  room.work();
  await room.quiet();
  await room.rest();
  for (const service of services) await believe(store, service, "up");
  room.work();
  await room.quiet();
  for (const [to, cause] of [
    ["ops@example.org", true],
    ["news@example.org", false],
  ] as const) {
    const [down, up, ...more] = await mailsIn(world, { to });
    assert.ok(down !== undefined && up !== undefined);
    assert.deepEqual(more, []);
    assert.match(
      down.subject,
      /^\[down\] .*12 services \(Service 1, Service 2/,
    );
    assert.match(down.text ?? "", /\* Service 12/);
    assert.equal(/front page/.test(down.text ?? ""), cause, to);
    assert.match(up.subject, /^Re: \[up again\] .*12 services/);
    assert.deepEqual(up.references, [down.messageId]);
    assert.equal(headerOf(up, "In-Reply-To"), down.messageId);
  }

  // The server takes one and does not say so: it comes once more, under the same name.
  const [first] = services;
  assert.ok(first !== undefined);
  const seen = (await mailsIn(world)).at(-1)?.seq ?? 0;
  await world.fault("mail DATA", "accepted-reset");
  await believe(store, first, "down");
  await room.quiet();
  const again = await mailsIn(world, { after: seen });
  const ids = again.map(({ messageId, to }) => `${to.join()} ${messageId}`);
  assert.equal(ids.length, 3);
  assert.equal(new Set(ids).size, 2);

  // An address that is gone is switched off, and the operators hear of it.
  await world.control("POST", "mail/refusals", { address: "ops@example.org" });
  await believe(store, first, "up");
  await room.quiet();
  const off = await rows<{ label: string; off: string }>(
    store.db,
    "SELECT label, off_reason AS off FROM outlets WHERE off_reason IS NOT NULL",
  );
  assert.equal(off.length, 1);
  assert.equal(off[0]?.label, "o•••••@example.org");
  assert.match(off[0]?.off ?? "", /refuses the mail: "550/);
  const messages = await world.messages({ atLeast: 5 });
  const told = messages.map(({ text }) => text);
  assert.ok(
    told.some((text) => text.startsWith("Nothing is sent to o•••••@")),
    told.join("\n"),
  );
});

test("a mail server that hangs holds up nothing else, and people are written to where they keep an address", async (t) => {
  const room = await Newsroom.closed(t, {
    onX: false,
    foldMs: 50,
    patienceMs: 2_000,
  });
  const { store, world } = room;
  const added = await makeMonitor(store);
  const context = contextOf(store);
  const found = await findTopic(context, "iati");
  assert.ok(found.ok);
  const many = Array.from({ length: 20 }, (_, n) => `list${n}@example.org`);
  granted(
    await subscribeByMail(
      context,
      many,
      { audience: "team", verbosity: "problems" },
      found.topic,
    ),
  );
  const me = contextOf(store, {
    actor: { id: "UCLEO00001", name: "Cleo", role: "member" },
  });
  granted(await changeContact(me, { mail: "cleo@example.org" }));
  granted(await subscribeMeByMail(me, found.topic));
  await world.fault("mail CONNECT", "hang", { times: 1_000 });
  await believe(store, added, "down");
  await rows(
    store.db,
    "UPDATE deliveries SET next_attempt_at = now() RETURNING id",
  );
  room.work();
  const [message] = await world.messages({ atLeast: 1 });
  assert.match(message?.text ?? "", /^Datastore is down/);
  assert.deepEqual(await mailsIn(world), []);
  await room.rest();

  await world.clearFaults();
  granted(await changeContact(me, { mail: null }));
  await rows(
    store.db,
    "UPDATE outlets SET paused_until = NULL, lease_until = NULL RETURNING id",
  );
  await rows(
    store.db,
    "UPDATE deliveries SET next_attempt_at = now() WHERE state <> 'sent' RETURNING id",
  );
  room.work();
  await room.quiet();
  const mails = await mailsIn(world);
  assert.equal(mails.length, 20);
  const [cleo] = await rows<{ off: string }>(
    store.db,
    "SELECT off_reason AS off FROM outlets WHERE recipient = 'UCLEO00001' AND channel = 'mail'",
  );
  assert.equal(cleo?.off, "its mail address is not known any more");
});
