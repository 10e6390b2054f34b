import { z } from "zod";
import {
  acknowledgeIncident,
  handBackIncident,
} from "../../actions/incidents/acknowledge-incident.ts";
import type { Refusal } from "../../actions/context.ts";
import {
  LONGEST_UPDATE,
  postUpdate,
} from "../../actions/incidents/post-update.ts";
import {
  LONGEST_POSTMORTEM,
  writePostmortem,
} from "../../actions/incidents/postmortem.ts";
import { readIncident } from "../../actions/inside/private-view.ts";
import {
  snoozeIncident,
  wakeIncident,
} from "../../actions/incidents/snooze-incident.ts";
import { parseDuration } from "../../domain/duration.ts";
import type { Rest } from "../../domain/snooze.ts";
import { privateIncidentAnswer } from "./private-answers.ts";
import {
  type Caller,
  type Outcome,
  privateEndpoint,
  type PrivateEndpoint,
} from "./private-endpoint.ts";
import {
  doneShape,
  duration,
  id,
  privateIncidentShape,
} from "./private-shapes.ts";

const byId = z.strictObject({ id });

/** The incident as it is after a verb. */
async function after(
  { context }: Caller,
  incidentId: number,
  acted: { ok: true } | Refusal,
): Promise<Outcome<z.output<typeof privateIncidentShape>>> {
  if (!acted.ok) return acted;
  const read = await readIncident(context, incidentId);
  if (!read.ok) return read;
  return { ok: true, body: privateIncidentAnswer(read.incident) };
}

const snoozeBody = z
  .strictObject({
    for: z
      .union([duration, z.enum(["tomorrow", "good"])])
      .describe('A duration, "tomorrow", or "good": until it is over.'),
  })
  .describe("How long the team is not pinged.");

function restOf(text: string): Rest {
  if (text === "tomorrow") return { kind: "tomorrow" };
  if (text === "good") return { kind: "for-good" };
  return { kind: "for", ms: parseDuration(text) ?? 0 };
}

export const incidentWrites: readonly PrivateEndpoint[] = [
  privateEndpoint({
    method: "post",
    path: "/incidents/{id}/acknowledge",
    summary: "Says that the person of the token is on it.",
    parameters: byId,
    body: null,
    answer: privateIncidentShape,
    run: async (wanted, _, caller) =>
      after(
        caller,
        wanted.id,
        await acknowledgeIncident(caller.context, wanted.id),
      ),
  }),
  privateEndpoint({
    method: "post",
    path: "/incidents/{id}/handback",
    summary: "Nobody is on it any more.",
    parameters: byId,
    body: null,
    answer: privateIncidentShape,
    run: async (wanted, _, caller) =>
      after(
        caller,
        wanted.id,
        await handBackIncident(caller.context, wanted.id),
      ),
  }),
  privateEndpoint({
    method: "post",
    path: "/incidents/{id}/snooze",
    summary: "The team is not pinged about it for a while.",
    parameters: byId,
    body: snoozeBody,
    answer: privateIncidentShape,
    run: async (wanted, body, caller) =>
      after(
        caller,
        wanted.id,
        await snoozeIncident(caller.context, wanted.id, restOf(body.for)),
      ),
  }),
  privateEndpoint({
    method: "post",
    path: "/incidents/{id}/wake",
    summary: "The team is pinged again.",
    parameters: byId,
    body: null,
    answer: privateIncidentShape,
    run: async (wanted, _, caller) =>
      after(caller, wanted.id, await wakeIncident(caller.context, wanted.id)),
  }),
  privateEndpoint({
    method: "post",
    path: "/incidents/{id}/updates",
    summary:
      "Says something about it: to the team, and where it is wished on the page and through the accounts that customers hear.",
    parameters: byId,
    body: z.strictObject({
      text: z
        .string("must be text")
        .min(1, "must not be empty")
        .max(LONGEST_UPDATE, `may have ${LONGEST_UPDATE} characters`),
      onPage: z.boolean("must be true or false").default(false),
      onAccounts: z.boolean("must be true or false").default(false),
    }),
    answer: privateIncidentShape,
    makes: true,
    run: async (wanted, { text, onPage, onAccounts }, caller) =>
      after(
        caller,
        wanted.id,
        await postUpdate(caller.context, wanted.id, {
          text,
          onPage,
          toCustomers: onAccounts,
        }),
      ),
  }),
  privateEndpoint({
    method: "post",
    path: "/incidents/{id}/postmortem",
    summary:
      "Tells customers on the incident's page what happened, in the place of what stood there; an empty text takes it away.",
    parameters: byId,
    body: z.strictObject({
      text: z
        .string("must be text")
        .max(LONGEST_POSTMORTEM, `may have ${LONGEST_POSTMORTEM} characters`),
    }),
    answer: doneShape,
    async run({ id: incident }, { text }, { context }) {
      const written = await writePostmortem(context, incident, text);
      return written.ok
        ? { ok: true, body: { text: postmortemWords[written.done] } }
        : written;
    },
  }),
];

const postmortemWords = {
  written: "The post-mortem stands on the incident's page.",
  removed: "The post-mortem is taken away.",
  unchanged: "The post-mortem stands there so already.",
};
