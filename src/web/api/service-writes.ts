import { z } from "zod";
import { copyTarget } from "../../actions/targets/copy-target.ts";
import type { Context } from "../../actions/context.ts";
import {
  editService,
  serviceToEdit,
} from "../../actions/targets/edit-service.ts";
import { fullName, type Target } from "../../actions/targets/find-target.ts";
import { moveService } from "../../actions/targets/move-target.ts";
import { mayNotAct } from "../../actions/people/permission.ts";
import { readService } from "../../actions/inside/private-view.ts";
import { monitorIdsOf } from "../../actions/upkeep/probe-work.ts";
import { removeTarget } from "../../actions/targets/remove-target.ts";
import { pageLevels } from "../../domain/paging.ts";
import { pauseBody, pauseIt, resumeIt } from "./pausing.ts";
import { privateServiceAnswer } from "./private-answers.ts";
import {
  type Caller,
  type Outcome,
  privateEndpoint,
  type PrivateEndpoint,
} from "./private-endpoint.ts";
import {
  doneShape,
  lookShape,
  privateServiceShape,
  slug,
} from "./private-shapes.ts";
import { serviceTarget } from "./service-target.ts";

const bySlug = z.strictObject({ slug });
/** More at once would be a burst on somebody's host. */
const MOST_LOOKS = 10;

async function withService<Body>(
  { context }: Caller,
  wanted: string,
  act: (target: Target) => Promise<Outcome<Body>>,
): Promise<Outcome<Body>> {
  const found = await serviceTarget(context, wanted);
  return found.ok ? act(found.target) : found;
}

async function shown(
  context: Context,
  wanted: string,
): Promise<Outcome<z.output<typeof privateServiceShape>>> {
  const read = await readService(context, wanted);
  return read.ok
    ? { ok: true, body: privateServiceAnswer(read.service) }
    : read;
}

const editBody = z.strictObject({
  name: z.string("must be text").max(1_000).exactOptional(),
  slug: z.string("must be text").max(200).exactOptional(),
  public: z.boolean("must be true or false").exactOptional(),
  runbook: z
    .string("must be text or null")
    .max(2_000)
    .nullable()
    .exactOptional(),
  pages: z
    .enum(pageLevels, `must be one of ${pageLevels.join(", ")}`)
    .exactOptional()
    .describe("Whether its trouble calls the person on call."),
});

export const serviceWrites: readonly PrivateEndpoint[] = [
  privateEndpoint({
    method: "patch",
    path: "/services/{slug}",
    summary:
      "Changes how a service is called, where it is found, whether customers see it and whether its trouble calls people.",
    parameters: bySlug,
    body: editBody,
    answer: privateServiceShape,
    called: { serviceName: "name" },
    run: (wanted, body, caller) =>
      withService(caller, wanted.slug, async ({ serviceId }) => {
        const edited = await editService(caller.context, serviceId, body);
        return edited.ok ? shown(caller.context, edited.service.slug) : edited;
      }),
  }),
  privateEndpoint({
    method: "delete",
    path: "/services/{slug}",
    summary:
      "Removes a service with all its monitors. The history stays, and it can be restored for some days.",
    parameters: bySlug,
    body: null,
    answer: doneShape,
    run: (wanted, _, caller) =>
      withService(caller, wanted.slug, async (target) => {
        const removed = await removeTarget(caller.context, target);
        if (!removed.ok) return removed;
        return { ok: true, body: { text: `${fullName(target)} is removed.` } };
      }),
  }),
  privateEndpoint({
    method: "post",
    path: "/services/{slug}/pause",
    summary: "Stops looking at all its monitors.",
    parameters: bySlug,
    body: pauseBody,
    answer: doneShape,
    run: (wanted, body, caller) =>
      withService(caller, wanted.slug, (target) =>
        pauseIt(caller.context, target, body),
      ),
  }),
  privateEndpoint({
    method: "post",
    path: "/services/{slug}/resume",
    summary: "Looks again, at once.",
    parameters: bySlug,
    body: null,
    answer: doneShape,
    run: (wanted, _, caller) =>
      withService(caller, wanted.slug, (target) =>
        resumeIt(caller.context, target),
      ),
  }),
  privateEndpoint({
    method: "post",
    path: "/services/{slug}/check",
    summary: `Looks right now at its first ${MOST_LOOKS} monitors; nothing is recorded.`,
    parameters: bySlug,
    body: null,
    answer: z.strictObject({
      looks: z.array(lookShape.extend({ monitor: z.int(), name: z.string() })),
    }),
    isLook: true,
    run: (wanted, _, caller) =>
      withService(caller, wanted.slug, async (target) => {
        const refusal = mayNotAct(caller.context);
        if (refusal !== undefined) return refusal;
        const monitors = await monitorIdsOf(caller.context, target);
        const looks = monitors.slice(0, MOST_LOOKS).map(async (monitor) => {
          const result = await caller.probe(monitor.id);
          if (result === null) return [];
          const { outcome, latencyMs, facts = {} } = result;
          const reason = result.outcome === "up" ? null : result.reason.text;
          const { id, name } = monitor;
          return [{ monitor: id, name, outcome, latencyMs, reason, facts }];
        });
        return {
          ok: true,
          body: { looks: (await Promise.all(looks)).flat() },
        };
      }),
  }),
  privateEndpoint({
    method: "post",
    path: "/services/{slug}/copy",
    summary: "Copies a service with all its monitors, secrets included.",
    parameters: bySlug,
    body: z.strictObject({
      namespace: z.string().max(200).exactOptional(),
      name: z.string().max(1_000).exactOptional(),
    }),
    answer: privateServiceShape,
    makes: true,
    called: { serviceName: "name" },
    run: (wanted, body, caller) =>
      withService(caller, wanted.slug, async (target) => {
        const copied = await copyTarget(caller.context, target, {
          ...(body.namespace === undefined
            ? {}
            : { namespaceSlug: body.namespace }),
          ...(body.name === undefined ? {} : { serviceName: body.name }),
        });
        if (!copied.ok) return copied;
        return shownById(caller.context, copied.to);
      }),
  }),
  privateEndpoint({
    method: "post",
    path: "/services/{slug}/move",
    summary: "Moves a service with its history into another namespace.",
    parameters: bySlug,
    body: z.strictObject({ namespace: slug }),
    answer: privateServiceShape,
    run: (wanted, body, caller) =>
      withService(caller, wanted.slug, async (target) => {
        const moved = await moveService(caller.context, target, body.namespace);
        return moved.ok ? shownById(caller.context, moved.to) : moved;
      }),
  }),
];

async function shownById(
  context: Context,
  target: Target,
): Promise<Outcome<z.output<typeof privateServiceShape>>> {
  return shown(context, (await serviceToEdit(context, target)).slug);
}
