import { z } from "zod";
import {
  cancelMaintenance,
  type Changed,
  endMaintenance,
  extendMaintenance,
  skipMaintenance,
} from "../../actions/maintenance/change-maintenance.ts";
import {
  type Context,
  refuse,
  refuseFields,
  type Refusal,
} from "../../actions/context.ts";
import { findScopes } from "../../actions/maintenance/find-scopes.ts";
import {
  editMaintenance,
  type MaintenanceRequest,
  planMaintenance,
} from "../../actions/maintenance/plan-maintenance.ts";
import { showMaintenance } from "../../actions/maintenance/show-maintenance.ts";
import { zoneNamed } from "../../base/wall-clock.ts";
import { parseDuration } from "../../domain/duration.ts";
import { LONGEST_PURPOSE } from "../../domain/maintenance.ts";
import { windowAnswer } from "./private-answers.ts";
import {
  type Outcome,
  privateEndpoint,
  type PrivateEndpoint,
} from "./private-endpoint.ts";
import {
  doneShape,
  duration,
  id,
  moment,
  windowShape,
} from "./private-shapes.ts";

const byId = z.strictObject({ id });

const title = z.string("must be text").max(500);
const note = z.string("must be text").max(5_000);
const purpose = z
  .string("must be text")
  .max(LONGEST_PURPOSE)
  .describe("What customers read beside names and times: what it is for.");
const covers = z
  .array(z.string("must be text").min(1).max(300))
  .min(1, "must name something")
  .max(100)
  .describe('As in Slack: "iati/*", "datastore", "datastore/front page".');
const zone = z
  .string("must be text")
  .max(60)
  .describe("An IANA zone, in which it comes again; UTC unless it is said.");
const rule = z
  .string("must be text")
  .max(500)
  .nullable()
  .describe("RFC 5545, as in FREQ=MONTHLY;BYDAY=1SU.");
const tells = z
  .boolean("must be true or false")
  .describe(
    "Whether customers hear of it; unless it is said, as far as you may.",
  );

const newBody = z.strictObject({
  title: title.default("Planned maintenance"),
  note: note.default(""),
  purpose: purpose.default(""),
  covers,
  startsAt: moment.exactOptional().describe("At once where it is left out."),
  for: duration,
  zone: zone.default("UTC"),
  rule: rule.default(null),
  tellsCustomers: tells.exactOptional(),
});

const editBody = z.strictObject({
  title: title.exactOptional(),
  note: note.exactOptional(),
  purpose: purpose.exactOptional(),
  covers: covers.exactOptional(),
  startsAt: moment.exactOptional(),
  for: duration.exactOptional(),
  zone: zone.exactOptional(),
  rule: rule.exactOptional(),
  tellsCustomers: tells.exactOptional(),
});

/** How a body calls what the verbs call by other names. */
const windowNames = {
  scope: "covers",
  start: "startsAt",
  end: "for",
  tell: "tellsCustomers",
};

type Said = z.output<typeof editBody>;

/** What is said over what is there already. */
async function requestOf(
  context: Context,
  said: Said,
  now: MaintenanceRequest,
): Promise<{ ok: true; request: MaintenanceRequest } | Refusal> {
  const named = zoneNamed(said.zone ?? now.zone);
  if (named === undefined)
    return refuseFields([
      { field: "zone", text: "There is no such time zone." },
    ]);
  const found =
    said.covers === undefined
      ? { ok: true as const, scopes: now.scopes }
      : await findScopes(context.store.db, said.covers.join(", "));
  if (!found.ok) {
    const { text } = found;
    return {
      ...refuse("invalid", text),
      problems: [{ field: "covers", text }],
    };
  }
  const durationMs =
    said.for === undefined ? now.durationMs : (parseDuration(said.for) ?? 0);
  const from =
    said.startsAt === undefined ? now.from : Date.parse(said.startsAt);
  // What was given more time keeps it.
  const isAsItWas = said.startsAt === undefined && said.for === undefined;
  return {
    ok: true,
    request: {
      title: said.title ?? now.title,
      note: said.note ?? now.note,
      purpose: said.purpose ?? now.purpose,
      scopes: found.scopes,
      zone: named,
      from: Math.max(from, context.now),
      until: isAsItWas ? now.until : from + durationMs,
      rule: said.rule === undefined ? now.rule : said.rule,
      durationMs,
      tellsCustomers: said.tellsCustomers ?? now.tellsCustomers,
    },
  };
}

function nothingYet({ now }: Context): MaintenanceRequest {
  return {
    title: "",
    note: "",
    purpose: "",
    scopes: [],
    zone: "UTC",
    from: now,
    until: now,
    rule: null,
    durationMs: 0,
    tellsCustomers: null,
  };
}

function changed(done: Changed | Refusal): Outcome<{ text: string }> {
  if (!done.ok) return done;
  const text = `${done.title}: ${done.line === null ? "nothing of it is left to come." : "done."}`;
  return { ok: true, body: { text } };
}

export const maintenanceWrites: readonly PrivateEndpoint[] = [
  privateEndpoint({
    method: "post",
    path: "/maintenance",
    summary: "Plans maintenance; it begins at once where nothing else is said.",
    parameters: z.strictObject({}),
    body: newBody,
    answer: windowShape,
    called: windowNames,
    makes: true,
    async run(_, body, { context }) {
      const wanted = await requestOf(context, body, nothingYet(context));
      if (!wanted.ok) return wanted;
      const planned = await planMaintenance(context, wanted.request);
      return planned.ok
        ? { ok: true, body: windowAnswer(planned.line) }
        : planned;
    },
  }),
  privateEndpoint({
    method: "patch",
    path: "/maintenance/{id}",
    summary: "Changes a window: what is not said stays.",
    parameters: byId,
    body: editBody,
    answer: windowShape,
    called: windowNames,
    async run(wanted, body, { context }) {
      const shown = await showMaintenance(context, wanted.id);
      if (shown === null) return noSuchWindow;
      const { line, scopes } = shown;
      const now: MaintenanceRequest = {
        title: line.title,
        note: line.note,
        purpose: line.purpose,
        scopes: scopes.map(({ namespaceId, serviceId, monitorId }) => ({
          namespaceId,
          serviceId,
          monitorId,
        })),
        zone: line.zone,
        from: line.startsAt,
        until: line.endsAt,
        rule: line.rule,
        durationMs: line.durationMs,
        tellsCustomers: line.tellsCustomers,
      };
      const request = await requestOf(context, body, now);
      if (!request.ok) return request;
      const edited = await editMaintenance(context, wanted.id, request.request);
      return edited.ok ? { ok: true, body: windowAnswer(edited.line) } : edited;
    },
  }),
  privateEndpoint({
    method: "post",
    path: "/maintenance/{id}/extend",
    summary: "Gives what runs more time.",
    parameters: byId,
    body: z.strictObject({ by: duration }),
    answer: doneShape,
    run: async (wanted, body, { context }) =>
      changed(
        await extendMaintenance(
          context,
          wanted.id,
          parseDuration(body.by) ?? 0,
        ),
      ),
  }),
  privateEndpoint({
    method: "post",
    path: "/maintenance/{id}/end",
    summary: "Ends what runs, now.",
    parameters: byId,
    body: null,
    answer: doneShape,
    run: async (wanted, _, { context }) =>
      changed(await endMaintenance(context, wanted.id)),
  }),
  privateEndpoint({
    method: "post",
    path: "/maintenance/{id}/cancel",
    summary: "Takes all of it off the plan.",
    parameters: byId,
    body: null,
    answer: doneShape,
    run: async (wanted, _, { context }) =>
      changed(await cancelMaintenance(context, wanted.id)),
  }),
  privateEndpoint({
    method: "post",
    path: "/maintenance/{id}/skip",
    summary: "Leaves the next time of a series out.",
    parameters: byId,
    body: null,
    answer: doneShape,
    run: async (wanted, _, { context }) =>
      changed(await skipMaintenance(context, wanted.id)),
  }),
];

const noSuchWindow = refuse(
  "not-found",
  "There is no maintenance of this number that runs or comes.",
);
