import assert from "node:assert/strict";
import { test } from "node:test";
import { DAY, type Instant } from "../../domain/time.ts";
import { rows, type Store } from "../../store/db.ts";
import {
  believe,
  makeAccount,
  makeMonitor,
  makeNamespace,
} from "../../testing/factory.ts";
import { hostileTexts } from "../../testing/hostile.ts";
import { plan } from "../../testing/maintenance.ts";
import { openStatusPage } from "../../testing/status-page.ts";

/** Lets what waits for an account have been accepted, with these words. */
async function accept(
  store: Store,
  account: string,
  { at, text, id }: { at: Instant; text: string; id: string },
): Promise<void> {
  const accepted = await rows(
    store.db,
    `UPDATE deliveries d SET state = 'sent', remote_id = $2, sent_at = to_timestamp($3::float8 / 1000), post_id = d.id,
       payload = json_build_object('text', $4::text)
     FROM outlets o WHERE o.id = d.outlet_id AND o.label = $1 AND d.state = 'planned' RETURNING 1`,
    [account, id, at, text],
  );
  assert.equal(accepted.length, 1);
}

test("a namespace's page and the API show what its accounts posted, and nothing else", async (t) => {
  const { store, clock, read, renew, get } = await openStatusPage(t);
  await makeNamespace(store);
  await makeNamespace(store, { slug: "di", name: "DI" });
  await makeAccount(store, "iati");
  await makeAccount(store, "di");
  const added = await makeMonitor(store);
  const other = await makeMonitor(store, {
    serviceName: "Registry",
    namespaceSlug: "di",
  });
  const at = clock.now();
  await believe(store, added, "down", { at });
  await believe(store, other, "down", { at });
  await renew();
  assert.doesNotMatch(await read("/n/iati"), /What we posted/);
  await accept(store, "@iati_status", {
    at,
    text: "Datastore is down since 09:51 <GMT>.",
    id: "1990",
  });
  await renew();
  const page = await read("/n/iati");
  assert.match(page, /Datastore is down since 09:51 &lt;GMT&gt;\./);
  assert.match(page, /href="https:\/\/x\.com\/iati_status\/status\/1990"/);
  assert.doesNotMatch(await read("/n/di"), /What we posted/);
  const all = await read("/");
  assert.match(all, /<a href="\/n\/iati#posts">What we posted<\/a>/);
  assert.doesNotMatch(all, /09:51|\/n\/di#posts/);
  const { items } = (await (await get("/api/v1/posts")).json()) as {
    items: Record<string, string>[];
  };
  assert.deepEqual(
    items.map(({ namespace, account, channel }) => [
      namespace,
      account,
      channel,
    ]),
    [["iati", "@iati_status", "x"]],
  );
  await plan(store, added.service.id, at + DAY, { now: at });
  await accept(store, "@iati_status", {
    at,
    text: "Maintenance of Datastore tomorrow.",
    id: "1991",
  });
  // Another account that speaks for both namespaces: each shows its own posts.
  await rows(
    store.db,
    `INSERT INTO subscriptions (outlet_id, namespace_id)
     SELECT o.id, n.id FROM outlets o, namespaces n WHERE o.label = '@iati_status' AND n.slug = 'di' RETURNING 1`,
  );
  await renew();
  assert.match(await read("/n/iati"), /Maintenance of Datastore tomorrow/);
  assert.doesNotMatch(await read("/n/di"), /What we posted/);
  await rows(
    store.db,
    "UPDATE services SET public = false WHERE slug = 'registry' RETURNING 1",
  );
  await renew();
  assert.match(
    await read("/"),
    /Maintenance of Datastore tomorrow/,
    "where one namespace is all that is shown",
  );
  await rows(
    store.db,
    "UPDATE services SET public = false WHERE slug = 'datastore' RETURNING 1",
  );
  await renew();
  assert.doesNotMatch(await read("/n/iati"), /What we posted/);
  await rows(store.db, "UPDATE services SET public = true RETURNING 1");
  clock.move(31 * DAY);
  await renew();
  assert.doesNotMatch(await read("/n/iati"), /What we posted/);
});

test("a post that tells of several services is shown while all of them are public", async (t) => {
  const { store, clock, read, renew } = await openStatusPage(t);
  await makeNamespace(store);
  await makeAccount(store, "iati");
  const first = await makeMonitor(store);
  const at = clock.now();
  await believe(store, first, "down", { at });
  await accept(store, "@iati_status", {
    at,
    text: "Datastore and Registry are down.",
    id: "1990",
  });
  const second = await makeMonitor(store, { serviceName: "Registry" });
  await believe(store, second, "down", { at });
  await rows(
    store.db,
    "UPDATE deliveries SET state = 'sent', post_id = (SELECT min(post_id) FROM deliveries) WHERE post_id IS NULL RETURNING 1",
  );
  await renew();
  assert.match(await read("/n/iati"), /Datastore and Registry are down/);
  await rows(
    store.db,
    "UPDATE services SET public = false WHERE slug = 'registry' RETURNING 1",
  );
  await renew();
  assert.doesNotMatch(await read("/n/iati"), /Registry/);
});

test("hostile words of posts stay text", async (t) => {
  const { store, clock, read, renew } = await openStatusPage(t);
  await makeNamespace(store);
  await makeAccount(store, "iati");
  const added = await makeMonitor(store);
  const at = clock.now();
  await believe(store, added, "down", { at });
  await accept(store, "@iati_status", { at, text: "first", id: "1" });
  for (const text of hostileTexts) {
    await rows(
      store.db,
      "UPDATE deliveries SET payload = json_build_object('text', $1::text) WHERE remote_id = '1' RETURNING 1",
      [text.replaceAll("\0", "")],
    );
    await renew();
    const page = await read("/n/iati");
    assert.doesNotMatch(page, /<script(?! src="\/assets\/)|<img|onerror=/);
  }
});
