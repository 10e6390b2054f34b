import { z } from "zod";
import { addMonitor } from "../../actions/targets/add-monitor.ts";
import type { Context, Refusal } from "../../actions/context.ts";
import { copyTarget } from "../../actions/targets/copy-target.ts";
import { editMonitor } from "../../actions/targets/edit-monitor.ts";
import {
  fullName,
  type Target,
  targetById,
} from "../../actions/targets/find-target.ts";
import { moveMonitor } from "../../actions/targets/move-target.ts";
import { mayNotAct } from "../../actions/people/permission.ts";
import {
  noSuchMonitor,
  readMonitor,
} from "../../actions/inside/private-view.ts";
import { removeTarget } from "../../actions/targets/remove-target.ts";
import {
  monitorEditBody,
  monitorEditRequest,
  monitorNames,
  newMonitorBody,
  newMonitorRequest,
  newMonitorSchema,
} from "./monitor-body.ts";
import { pauseBody, pauseIt, resumeIt } from "./pausing.ts";
import { monitorAnswer } from "./private-answers.ts";
import {
  type Caller,
  type Outcome,
  privateEndpoint,
  type PrivateEndpoint,
} from "./private-endpoint.ts";
import { doneShape, id, lookShape, monitorShape } from "./private-shapes.ts";
import { serviceTarget } from "./service-target.ts";

const byId = z.strictObject({ id });

/** The monitor of a number, for a verb. */
async function withMonitor<Body>(
  { context }: Caller,
  monitorId: number,
  act: (target: Target) => Promise<Outcome<Body>>,
): Promise<Outcome<Body>> {
  const found = await targetById(context.store.db, { monitorId });
  return found.ok ? act(found.target) : noSuchMonitor(monitorId);
}

async function shown(
  context: Context,
  monitorId: number,
): Promise<Outcome<z.output<typeof monitorShape>>> {
  const read = await readMonitor(context, monitorId);
  return read.ok ? { ok: true, body: monitorAnswer(read.monitor) } : read;
}

export const monitorWrites: readonly PrivateEndpoint[] = [
  privateEndpoint({
    method: "post",
    path: "/monitors",
    summary: "Adds a monitor, and its service where it is the first.",
    parameters: z.strictObject({}),
    body: newMonitorBody,
    bodySchema: newMonitorSchema,
    answer: monitorShape,
    called: monitorNames,
    makes: true,
    async run(_, body, { context }) {
      const wanted = newMonitorRequest(body);
      if (!wanted.ok) return wanted;
      const added = await addMonitor(context, wanted.request);
      return added.ok ? shown(context, added.monitor.id) : added;
    },
  }),
  privateEndpoint({
    method: "patch",
    path: "/monitors/{id}",
    summary: "Changes a monitor: what is not said stays.",
    parameters: byId,
    body: monitorEditBody,
    answer: monitorShape,
    called: {
      ...monitorNames,
      // An interval may be shorter than the timeout that is there.
      timeoutMs: ({ every, timeout }) =>
        timeout === undefined && every !== undefined ? "every" : "timeout",
    },
    run: (wanted, body, caller) =>
      withMonitor(caller, wanted.id, async () => {
        const { context } = caller;
        const edited = await editMonitor(context, wanted.id, (now) =>
          monitorEditRequest(now, body),
        );
        return edited.ok ? shown(context, wanted.id) : edited;
      }),
  }),
  privateEndpoint({
    method: "delete",
    path: "/monitors/{id}",
    summary:
      "Removes a monitor; the last one takes its service with it. The history stays, and it can be restored for some days.",
    parameters: byId,
    body: null,
    answer: doneShape,
    run: (wanted, _, caller) =>
      withMonitor(caller, wanted.id, async (target) => {
        const removed = await removeTarget(caller.context, target);
        return removed.ok ? done(`${fullName(target)} is removed.`) : removed;
      }),
  }),
  privateEndpoint({
    method: "post",
    path: "/monitors/{id}/pause",
    summary: "Stops looking, for a while or until it is resumed.",
    parameters: byId,
    body: pauseBody,
    answer: doneShape,
    run: (wanted, body, caller) =>
      withMonitor(caller, wanted.id, (target) =>
        pauseIt(caller.context, target, body),
      ),
  }),
  privateEndpoint({
    method: "post",
    path: "/monitors/{id}/resume",
    summary: "Looks again, at once.",
    parameters: byId,
    body: null,
    answer: doneShape,
    run: (wanted, _, caller) =>
      withMonitor(caller, wanted.id, (target) =>
        resumeIt(caller.context, target),
      ),
  }),
  privateEndpoint({
    method: "post",
    path: "/monitors/{id}/check",
    summary: "Looks right now and tells what it sees; nothing is recorded.",
    parameters: byId,
    body: null,
    answer: lookShape,
    isLook: true,
    run: (wanted, _, caller) =>
      withMonitor(caller, wanted.id, async () => {
        const refusal = mayNotAct(caller.context);
        if (refusal !== undefined) return refusal;
        const result = await caller.probe(wanted.id);
        if (result === null) return removedMeanwhile;
        const { outcome, latencyMs, facts = {} } = result;
        const reason = result.outcome === "up" ? null : result.reason.text;
        return { ok: true, body: { outcome, latencyMs, reason, facts } };
      }),
  }),
  privateEndpoint({
    method: "post",
    path: "/monitors/{id}/copy",
    summary: "Copies a monitor with its secrets.",
    parameters: byId,
    body: z.strictObject({
      namespace: z.string().max(200).exactOptional(),
      service: z.string().max(1_000).exactOptional().describe("Its name."),
      name: z.string().max(1_000).exactOptional(),
    }),
    answer: monitorShape,
    makes: true,
    called: monitorNames,
    run: (wanted, body, caller) =>
      withMonitor(caller, wanted.id, async (target) => {
        const copied = await copyTarget(caller.context, target, {
          ...(body.namespace === undefined
            ? {}
            : { namespaceSlug: body.namespace }),
          ...(body.service === undefined ? {} : { serviceName: body.service }),
          ...(body.name === undefined ? {} : { monitorName: body.name }),
        });
        if (!copied.ok) return copied;
        return copied.to.monitorId === null
          ? removedMeanwhile
          : shown(caller.context, copied.to.monitorId);
      }),
  }),
  privateEndpoint({
    method: "post",
    path: "/monitors/{id}/move",
    summary: "Moves a monitor with its history to another service.",
    parameters: byId,
    body: z.strictObject({
      service: z.string().max(200).describe("The other service's slug."),
    }),
    answer: monitorShape,
    run: (wanted, body, caller) =>
      withMonitor(caller, wanted.id, async (target) => {
        const to = await serviceTarget(caller.context, body.service);
        if (!to.ok) return to;
        const moved = await moveMonitor(caller.context, target, to.target);
        return moved.ok ? shown(caller.context, wanted.id) : moved;
      }),
  }),
];

function done(text: string): Outcome<{ text: string }> {
  return { ok: true, body: { text } };
}

const removedMeanwhile: Refusal = {
  ok: false,
  kind: "removed",
  text: "This monitor was removed meanwhile.",
};
