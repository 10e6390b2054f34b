// What Slack sends over HTTP is signed, form-encoded and answered in the response itself: one walk through all its kinds.
import assert from "node:assert/strict";
import { test } from "node:test";
import { HOUR } from "../domain/time.ts";
import { rows, type Store } from "../store/db.ts";
import {
  insertAnnouncement,
  insertDeliveries,
} from "../store/telling/deliveries.ts";
import { insertDraft } from "../store/telling/drafts.ts";
import {
  believe,
  makeAccount,
  makeMonitor,
  makeNamespace,
} from "../testing/factory.ts";
import { Messenger } from "../testing/messenger.ts";
import { openOffice, words } from "../testing/office.ts";
import { wordsOfBlocks } from "../testing/slack-words.ts";

const yaml = `namespaces:
  - slug: iati
    services:
      - name: Portal
        monitors:
          - {name: front page, type: http, url: "https://a.example/"}
`;

/** A post that waits to be allowed, and what shows it to the team: as the deliverer writes them down. */
async function waitingPost({ db }: Store): Promise<void> {
  const now = Date.now();
  const [post] = await rows<{ id: number; outletId: number }>(
    db,
    `SELECT d.id, d.outlet_id AS "outletId" FROM deliveries d JOIN outlets o ON o.id = d.outlet_id WHERE o.channel = 'x'`,
  );
  assert.ok(post !== undefined);
  const announcement = await insertAnnouncement(db, {
    incidentId: null,
    reason: "draft",
    text: "A post waits to be allowed",
    facts: {},
    createdAt: now,
  });
  const outlets = await rows<{ outletId: number; dueAt: number }>(
    db,
    `SELECT id AS "outletId", now() AS "dueAt" FROM outlets WHERE channel = 'slack'`,
  );
  await insertDeliveries(db, announcement, outlets, now);
  await insertDraft(db, {
    outletId: post.outletId,
    announcementId: announcement.id,
    deliveryIds: [post.id],
    topic: "trouble",
    threadId: null,
    payload: {
      text: "Datastore is down since 10:02.",
      alternative: "Datastore is down since 10:02.",
    },
    state: "waiting",
    because: "approval",
    postsAt: now + HOUR,
    decidedBy: null,
    createdAt: now,
  });
}

test("forms, menus that search, pages, the home tab, a live message, a post that waits, files and undo work over HTTP as over a socket", async (t) => {
  const office = await openOffice(t, { mode: "http" });
  const { client } = office.slack;
  await makeNamespace(office.store, {
    channels: [{ id: "COPS000001", label: "#ops" }],
  });
  await makeAccount(office.store, "iati");
  for (let index = 1; index <= 21; index++)
    await makeMonitor(office.store, {
      serviceName: `Service ${String(index).padStart(2, "0")}`,
    });
  const datastore = await makeMonitor(office.store);
  await believe(office.store, datastore, "down", { reason: "HTTP 503" });

  const board = await office.type("/allswell");
  assert.match(
    words(await office.press(board, "board_on")),
    /Service 2\d.*\[Previous page\]/s,
  );

  const form = await client.shortcut({
    user: "ada",
    callback_id: "maintenance_new",
  });
  const offered = await client.options({
    user: "ada",
    view_id: String(form.modal?.["id"]),
    action_id: "maintenance_scope",
    value: "service 07",
  });
  const [scope] = offered.options;
  const planned = {
    title: "Failover test",
    scope: [String(scope?.["value"])],
    start: String(Math.floor((Date.now() + 24 * HOUR) / 1_000)),
    zone: "Europe/London",
  };
  const wrong = await office.submit({ ...planned, duration: "soon" });
  assert.deepEqual(Object.keys(wrong.errors ?? {}), ["duration"]);
  assert.match(
    words(await office.submit({ duration: "2h" })),
    /Maintenance is planned: Failover test/,
  );
  await client.close({ user: "ada" });

  const which = await office.type("/allswell edit");
  const found = await client.options({
    user: "ada",
    channel: String(which.ephemerals[0]?.["channel"]),
    ts: String(which.ephemerals[0]?.["ts"]),
    action_id: "pick:edit",
    value: "service 21",
  });
  const edit = await office.press(which, "pick:edit", {
    value: String(found.options.at(-1)?.["value"]),
  });
  assert.match(words(edit), /____/);
  assert.match(
    words(await office.submit({ everyMs: "5m" })),
    /Service 21\/front page is changed: every 1m → 5m/,
  );
  await client.close({ user: "ada" });

  const { home } = await client.home({ user: "ada" });
  assert.match(wordsOfBlocks(home?.["blocks"]), /^1 service down/);

  const messenger = new Messenger(office);
  await messenger.quiet();
  const [message] = await messenger.shown("#ops");
  const place = { user: "ada", channel: "#ops", ts: message?.ts ?? "" };
  await client.press({ ...place, action_id: "incident_ack" });
  await client.press({ ...place, action_id: "incident_update" });
  assert.match(
    words(await office.submit({ text: "We look into it" })),
    /^The team reads it/,
  );
  await client.close({ user: "ada" });
  await messenger.quiet();
  const [current] = await messenger.shown("#ops");
  assert.match(current?.words ?? "", /ada.*We look into it/s);

  await waitingPost(office.store);
  await messenger.quiet();
  const draft = (await messenger.shown("#ops")).at(-1);
  const where = { user: "ada", channel: "#ops", ts: draft?.ts ?? "" };
  await client.press({ ...where, action_id: "draft_edit" });
  assert.equal(
    words(await office.submit({ text: "Datastore is being mended." })),
    "It is posted now.",
  );
  await client.close({ user: "ada" });

  await office.type("/allswell import");
  const file = await client.file({
    user: "ada",
    name: "watched.yml",
    content: yaml,
  });
  assert.match(
    words(await office.submit({ file_0: [file.id] })),
    /^\*To be done \(watched\.yml\): 1 added/,
  );
  assert.match(words(await office.submit({})), /^Done: 1 added/);
  await client.close({ user: "ada" });

  const asked = await office.type("/allswell remove portal");
  const removed = await office.press(asked, "service_remove");
  assert.match(
    words(await office.press(removed, "restore")),
    /^iati\/Portal is back/,
  );
});
