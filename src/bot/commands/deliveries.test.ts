import assert from "node:assert/strict";
import { test } from "node:test";
import { rows } from "../../store/db.ts";
import {
  believe,
  makeAccount,
  makeMonitor,
  makeNamespace,
} from "../../testing/factory.ts";
import { openOffice, words } from "../../testing/office.ts";

test("the ledger in Slack: reasons, pages, Try again, Drop after a question, Use again", async (t) => {
  const office = await openOffice(t);
  const { store } = office;
  await makeNamespace(store);
  await makeAccount(store, "iati");
  for (let n = 1; n <= 6; n++)
    await believe(
      store,
      await makeMonitor(store, { serviceName: `S${n}` }),
      "down",
    );
  await rows(
    store.db,
    `UPDATE deliveries d SET state = 'dead', failure = 'invalid_blocks', attempts = 1, post_id = d.id, payload = '{}'
     FROM outlets o WHERE o.id = d.outlet_id AND o.channel = 'slack' RETURNING 1`,
  );
  const failed = await office.type("/allswell deliveries failed");
  assert.match(
    words(failed),
    /^Deliveries that failed\n0 messages in the last 24 hours · 6 waiting · 6 not deliverable\n.* to #iati: S6.*not deliverable.*: invalid_blocks\n\[Try again\] \[Drop\]\n/,
  );
  const [last] = await rows<{ id: number }>(
    store.db,
    "SELECT max(id) AS id FROM deliveries WHERE state = 'dead'",
  );
  const block_id = `delivery:${last?.id}`;
  const pressed = async (action: string): Promise<string> =>
    words(
      await office.press(failed, action, {
        block_id,
        ...(action === "delivery_drop" ? { confirm: true } : {}),
      }),
    );
  const user = "ben";
  const bens = await office.type("/allswell deliveries failed", { user });
  assert.match(
    words(await office.press(bens, "delivery_retry", { block_id, user })),
    /^Only admins may change this/,
  );
  assert.equal(await pressed("delivery_retry"), "It is sent again now.");
  assert.equal(await pressed("delivery_retry"), "It is tried again already.");
  assert.match(
    await pressed("delivery_drop"),
    /^Dropped: #iati is not told this any more\.$/,
  );
  assert.equal(await pressed("delivery_drop"), "It was dropped already.");
  const all = await office.type("/allswell deliveries");
  assert.match(words(all), /\[Earlier\]/);
  const earlier = await office.press(all, "deliveries_page:Earlier", {
    value: JSON.stringify({ part: "all", incidentId: null, beforeId: 3 }),
  });
  assert.match(words(earlier), /^Deliveries \(earlier ones\)\n/);
  assert.match(
    await office.ask("/allswell deliveries incident 6"),
    /^Deliveries of incident 6\n.*\n• :hourglass_flowing_sand: .* to @iati_status: .*gathers what happens until .*\n\[Drop\]\n.*dropped by /,
  );
});

test("what may have arrived is sent again by a press after a question; of a mail nobody can be asked", async (t) => {
  const office = await openOffice(t);
  const { store } = office;
  await makeNamespace(store);
  await believe(store, await makeMonitor(store), "down");
  const doubt = (channel: string) =>
    rows(
      store.db,
      `WITH moved AS (UPDATE outlets SET channel = $1 WHERE label = '#iati' RETURNING id)
       UPDATE deliveries d SET state = 'ambiguous', failure = 'no answer', attempts = 2, post_id = d.id, payload = '{}',
         next_attempt_at = '9999-12-31T00:00:00Z' FROM moved o WHERE o.id = d.outlet_id RETURNING 1`,
      [channel],
    );
  await doubt("mail");
  const ofMail = words(await office.type("/allswell deliveries"));
  assert.match(
    ofMail,
    /: no answer\. Look there, then send it again or drop it\n\[Send again\] \[Drop\]/,
  );
  await doubt("slack");
  const list = await office.type("/allswell deliveries");
  assert.match(
    words(list),
    /: no answer\. Look there: try again \(it is looked for first\), send it again, or drop it\n\[Try again\] \[Send again\] \[Drop\]/,
  );
  const press = async (): Promise<string> =>
    words(await office.press(list, "delivery_resend", { confirm: true }));
  assert.equal(await press(), "It is sent again now.");
  assert.equal(await press(), "It is tried again already.");
});
