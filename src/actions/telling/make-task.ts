import type { Telling, Topic } from "../../domain/fold.ts";
import type { Db } from "../../store/db.ts";
import type { DueEdit } from "../../store/telling/edits.ts";
import {
  getDelivery,
  reportOf,
  wordsOf,
} from "../../store/telling/deliveries.ts";
import type { Delivery } from "../../store/entities/deliveries.ts";
import type { Outlet } from "../../store/entities/outlets.ts";
import {
  maintenanceIn,
  maintenanceOf,
} from "../../store/maintenance/maintenance-news.ts";
import { copyOf } from "../../store/telling/readers.ts";
import {
  beginningsOf,
  storiesIn,
  storiesOf,
  type StoryRow,
} from "../../store/incidents/stories.ts";
import type { Context } from "../context.ts";
import { withOnCall } from "../incidents/mention-on-call.ts";
import { opensAlerts } from "./alerts.ts";
import { type Draft, draftOf } from "../posts/review.ts";
import type { Task } from "./task.ts";

/** A new message; how old what it tells is, is for whoever has read that. */
export type Post = Omit<Task & { kind: "post" }, "plannedAt">;

function alone(ids: number[], topic: Topic = "note"): Post {
  return {
    kind: "post",
    ids,
    topic,
    thread: null,
    stories: null,
    maintenance: null,
    lines: [],
  };
}

/** How many characters of words a message holds: Slack refuses more than about 13,000, and the two segments of an SMS have 134 of any script. */
const ROOM_FOR_WORDS = 8_000;
const ROOM_IN_SMS = 130;

/** Plain words about allswell itself, or somebody's test: as many as a message holds, the others come in the next. */
export async function wordsTask(
  db: Db,
  { channel }: Outlet,
  ids: number[],
): Promise<Post> {
  const words = await wordsOf(db, ids);
  let room = channel === "sms" ? ROOM_IN_SMS : ROOM_FOR_WORDS;
  const more = words.findIndex(
    (text, index) => (room -= text.length) < 0 && index > 0,
  );
  const count = more === -1 ? words.length : more;
  return { ...alone(ids.slice(0, count)), lines: words.slice(0, count) };
}

/** Each report has a message of its own. */
export async function reportTask(db: Db, id: number): Promise<Post> {
  return { ...alone([id]), report: await reportOf(db, id) };
}

/** What all readers are told, for one of them. */
export async function copyTask(db: Db, id: number): Promise<Post> {
  const { payload, threadId } = await copyOf(db, id);
  const thread = await messageOf(db, threadId);
  return { ...alone([id]), thread, copy: { payload } };
}

/** Each post that waits for somebody has a message of its own. */
export async function draftTask(context: Context, id: number): Promise<Post> {
  const draft = await draftOf(context, id);
  if (draft === null) throw new Error(`delivery ${id} shows no draft`);
  return { ...alone([id]), draft };
}

export async function allowedTask(db: Db, draft: Draft): Promise<Post> {
  const { deliveryIds, topic, threadId } = draft;
  const thread = await messageOf(db, threadId);
  return { ...alone(deliveryIds, topic), thread, allowed: draft };
}

export async function maintenanceTask(
  db: Db,
  { ids, threadId }: Pick<Post, "ids"> & { threadId: number | null },
): Promise<Post> {
  return {
    ...alone(ids),
    thread: await messageOf(db, threadId),
    maintenance: await maintenanceOf(db, ids),
  };
}

export async function postTask(
  context: Context,
  outlet: Outlet,
  { ids, topic, threadId }: Telling & { kind: "post" },
): Promise<Post> {
  const { db } = context.store;
  const stories = await storiesOf(db, ids);
  return {
    ...alone(ids, topic),
    thread: await messageOf(db, threadId),
    stories: await withOnCall(context, outlet, stories),
    ...(opensAlerts(outlet)
      ? { beginnings: await beginningsOf(db, outlet.id, idsOf(stories)) }
      : {}),
  };
}

function idsOf(stories: readonly StoryRow[]): number[] {
  return stories.map(({ incidentId }) => incidentId);
}

export async function editTask(
  context: Context,
  outlet: Outlet,
  due: DueEdit,
): Promise<Task> {
  const { id } = due;
  const { db } = context.store;
  const delivery = await getDelivery(db, id);
  return {
    kind: "edit",
    delivery,
    thread: await threadOf(db, delivery),
    topic: delivery.topic ?? "note",
    stories: await withOnCall(context, outlet, await storiesIn(db, id)),
    maintenance:
      delivery.occurrenceId === null ? null : await maintenanceIn(db, id),
    draft: delivery.reason === "draft" ? await draftOf(context, id) : null,
    due,
  };
}

/** The message that another one belongs under; null for one of its own. */
export async function threadOf(
  db: Db,
  { threadId }: Delivery,
): Promise<Delivery | null> {
  return messageOf(db, threadId);
}

async function messageOf(db: Db, id: number | null): Promise<Delivery | null> {
  return id === null ? null : getDelivery(db, id);
}
