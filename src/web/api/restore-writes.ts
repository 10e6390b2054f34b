import { z } from "zod";
import {
  findRemoved,
  KEEP_REMOVED_MS,
  listRemoved,
  type RemovedThing,
  type RemovedWish,
} from "../../actions/targets/find-removed.ts";
import type { Context } from "../../actions/context.ts";
import { fullName } from "../../actions/targets/find-target.ts";
import { restoreTarget } from "../../actions/targets/restore-target.ts";
import { counted } from "../../base/text.ts";
import { durationInWords } from "../../domain/duration.ts";
import { isoOf } from "./answers.ts";
import {
  type Outcome,
  privateEndpoint,
  type PrivateEndpoint,
} from "./private-endpoint.ts";
import { doneShape, id, moment, slug } from "./private-shapes.ts";

const SPAN = durationInWords(KEEP_REMOVED_MS);

const body = z.strictObject({
  name: z
    .string("must be text")
    .max(1_000)
    .exactOptional()
    .describe("Another name, where its own is taken."),
});

const removedShape = z.strictObject({
  name: z.string(),
  service: z.string().describe("The slug that its service had."),
  monitor: z.int().nullable().describe("Null: the whole service."),
  monitors: z.int().describe("So many come back with it."),
  removedAt: moment,
  until: moment.describe("So long it can be brought back."),
});

/** What was removed, and how it comes back. */
export const restoreWrites: readonly PrivateEndpoint[] = [
  privateEndpoint({
    method: "get",
    path: "/private/removed",
    summary: `What was removed within the last ${SPAN} and can be brought back, the latest first.`,
    parameters: z.strictObject({}),
    body: null,
    answer: z.strictObject({ items: z.array(removedShape) }),
    run: async (_, __, { context }) => ({
      ok: true,
      body: { items: (await listRemoved(context)).map(removedAnswer) },
    }),
  }),
  privateEndpoint({
    method: "post",
    path: "/services/{slug}/restore",
    summary: `Brings a service back that was removed within the last ${SPAN}, with its monitors, history and secrets.`,
    parameters: z.strictObject({ slug }),
    body,
    answer: doneShape,
    run: (wanted, { name }, { context }) =>
      restore(context, { slug: wanted.slug }, name),
  }),
  privateEndpoint({
    method: "post",
    path: "/monitors/{id}/restore",
    summary: `Brings a monitor back that was removed within the last ${SPAN}; one that went with its service comes back with that.`,
    parameters: z.strictObject({ id }),
    body,
    answer: doneShape,
    run: (wanted, { name }, { context }) =>
      restore(context, { monitorId: wanted.id }, name),
  }),
];

async function restore(
  context: Context,
  wish: RemovedWish,
  name: string | undefined,
): Promise<Outcome<{ text: string }>> {
  const found = await findRemoved(context, wish);
  if (!found.ok) return found;
  const [thing] = found.things;
  if (thing === undefined) throw new Error("nothing was found");
  const restored = await restoreTarget(context, thing, name);
  if (!restored.ok) return restored;
  const { target, count } = restored;
  const text = `${fullName(target)} is back (${counted(count, "monitor")}).`;
  return { ok: true, body: { text } };
}

function removedAnswer(thing: RemovedThing): z.output<typeof removedShape> {
  return {
    name: fullName(thing),
    service: thing.slug,
    monitor: thing.monitorId,
    monitors: thing.count,
    removedAt: isoOf(thing.removedAt),
    until: isoOf(thing.removedAt + KEEP_REMOVED_MS),
  };
}
