import { findByRemoteId } from "../../store/telling/deliveries.ts";
import { type StoryRow, storiesIn } from "../../store/incidents/stories.ts";
import type { Context } from "../context.ts";

export type { StoryRow } from "../../store/incidents/stories.ts";

/** A message of ours, and the incidents that it tells. */
export interface ToldMessage {
  postId: number;
  incidentIds: number[];
  /** It is a line below another message. */
  isReply: boolean;
}

/** A Slack message by its conversation and time stamp; null where it is none of ours, or tells no incident. */
export async function findMessage(
  context: Context,
  channelId: string,
  ts: string,
): Promise<ToldMessage | null> {
  const delivery = await findByRemoteId(context.store.db, `${channelId}:${ts}`);
  if (delivery === null) return null;
  const stories = await storiesIn(context.store.db, delivery.id);
  return stories.length === 0
    ? null
    : {
        postId: delivery.id,
        incidentIds: stories.map(({ incidentId }) => incidentId),
        isReply: delivery.threadId !== null,
      };
}

/** The incidents that a message tells, as they are now. Everybody may look. */
export async function incidentsIn(
  { store }: Context,
  postId: number,
): Promise<StoryRow[]> {
  return storiesIn(store.db, postId);
}
