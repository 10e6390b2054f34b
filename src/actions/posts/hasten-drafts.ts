import type { Instant } from "../../domain/time.ts";
import type { Db } from "../../store/db.ts";
import type { StoredVoice } from "../../store/entities/voices.ts";
import {
  changeDraft,
  lockDraft,
  openDrafts,
  postpone,
} from "../../store/telling/drafts.ts";
import { accountsOf, namespaceOfDelivery } from "../../store/telling/voices.ts";
import { WAITS_TO_BE_ALLOWED } from "./review.ts";

/** The team has less time to allow posts, or is not asked any more: what waits for it goes out as what comes next would. */
export async function hastenDrafts(
  tx: Db,
  { namespaceId, approvalMs }: Pick<StoredVoice, "namespaceId" | "approvalMs">,
  now: Instant,
): Promise<void> {
  for (const { outletId } of await accountsOf(tx, namespaceId))
    for (const { id, deliveryIds } of await openDrafts(tx, outletId)) {
      const of = await namespaceOfDelivery(tx, deliveryIds[0] ?? 0);
      const draft = of?.id === namespaceId ? await lockDraft(tx, id) : null;
      if (draft === null || draft.state !== "waiting") continue;
      const postsAt = draft.createdAt + (approvalMs ?? 0);
      if (draft.postsAt === null || draft.postsAt <= postsAt) continue;
      await postpone(tx, draft.deliveryIds, postsAt, WAITS_TO_BE_ALLOWED);
      await changeDraft(tx, draft, { postsAt }, now);
    }
}
