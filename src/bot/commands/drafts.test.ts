import assert from "node:assert/strict";
import { test } from "node:test";
import type { Reply } from "../reply.ts";
import { rows } from "../../store/db.ts";
import { insertDraft } from "../../store/telling/drafts.ts";
import {
  admin,
  believe,
  makeAccount,
  makeMonitor,
} from "../../testing/factory.ts";
import { speakingTools } from "../../testing/speaking-tools.ts";
import { press } from "../buttons/press.ts";
import { submitDraft } from "../modals/edit-draft.ts";

function textOf(reply: Reply): string {
  return reply.kind === "message" ? reply.text : reply.view.callback_id;
}

test("the buttons of a post that waits: hold, edit, post; only for who may speak to customers", async (t) => {
  const { store, tools } = await speakingTools(t, () => "words");
  await makeAccount(store, "iati");
  const added = await makeMonitor(store, { serviceName: "Registry" });
  await believe(store, added, "down");
  const [delivery] = await rows<{ id: number; outletId: number }>(
    store.db,
    `SELECT d.id, outlet_id AS "outletId" FROM deliveries d JOIN outlets o ON o.id = d.outlet_id WHERE o.channel = 'x'`,
  );
  assert.ok(delivery !== undefined);
  const { id } = await insertDraft(store.db, {
    outletId: delivery.outletId,
    announcementId: null,
    deliveryIds: [delivery.id],
    topic: "trouble",
    threadId: null,
    payload: {
      text: "Registry is down since 10:02.",
      alternative: "Registry is down since 10:02.",
    },
    state: "waiting",
    because: "approval",
    postsAt: Date.now() + 600_000,
    decidedBy: null,
    createdAt: Date.now(),
  });
  const pressed = async (action: string, actor = admin): Promise<string> =>
    textOf(await press(action, String(id), { actor, channelId: "C1" }, tools));
  const member = { id: "UBEN000001", name: "Ben", role: "member" } as const;
  assert.match(await pressed("draft_post", member), /^Only admins/);
  assert.match(await pressed("draft_hold"), /^Held\./);
  assert.match(await pressed("draft_hold"), /^It is held already/);
  assert.equal(await pressed("draft_edit"), "edit_draft");
  const submit = (text: string, metadata = String(id)) =>
    submitDraft({ values: { text }, metadata, actor: admin }, tools);
  const link = await submit("see example.org");
  assert.ok(!link.ok && /link/.test(link.errors["text"] ?? ""));
  assert.equal((await submit("x", "nonsense")).ok, false);
  assert.deepEqual(await submit("Registry is being mended."), {
    ok: true,
    text: "It is posted now.",
  });
  assert.match(await pressed("draft_post"), /^Ada allowed it already/);
});
