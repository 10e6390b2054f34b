import { z } from "zod";
import { addNamespace, type Namespace } from "../../actions/add-namespace.ts";
import { refuseFields, type Refusal } from "../../actions/context.ts";
import { editNamespace, showNamespace } from "../../actions/edit-namespace.ts";
import { mayNotAdminister } from "../../actions/permission.ts";
import { compactDuration, parseDuration } from "../../domain/duration.ts";
import {
  type Caller,
  type Outcome,
  privateEndpoint,
  type PrivateEndpoint,
} from "./private-endpoint.ts";
import { duration, slug } from "./private-shapes.ts";

const channelId = z
  .string("must be text")
  .regex(/^[CG][A-Z0-9]{1,30}$/, "must be a Slack channel id, as in C012AB3CD");

const owners = z
  .array(z.string("must be text").max(40))
  .max(100)
  .describe("Slack user ids.");
const channels = z
  .array(channelId)
  .max(50)
  .describe("Ids of the Slack channels that hear of it.");

const newBody = z.strictObject({
  slug: z.string("must be text").max(60),
  name: z.string("must be text").max(1_000),
  timezone: z.string("must be text").max(60).default("UTC"),
  channels: channels.default([]),
  owners: owners.default([]),
  remindEvery: duration.exactOptional(),
  tellTogether: duration
    .exactOptional()
    .describe("What happens within this time is told in one message."),
});

const editBody = z.strictObject({
  name: z.string("must be text").max(1_000).exactOptional(),
  timezone: z.string("must be text").max(60).exactOptional(),
  channels: channels.exactOptional(),
  owners: owners.exactOptional(),
  remindEvery: duration.exactOptional(),
  tellTogether: duration.exactOptional(),
  announceDifficulties: z.boolean("must be true or false").exactOptional(),
});

const namespaceShape = z.strictObject({
  slug: z.string(),
  name: z.string(),
  timezone: z.string(),
  owners: z.array(z.string()),
  remindEvery: duration,
  tellTogether: duration,
  announceDifficulties: z.boolean(),
});

function answer(namespace: Namespace): z.output<typeof namespaceShape> {
  const { slug: own, name, timezone, remindEveryMs, foldMs } = namespace;
  return {
    slug: own,
    name,
    timezone,
    owners: namespace.owners,
    remindEvery: compactDuration(remindEveryMs),
    tellTogether: compactDuration(foldMs),
    announceDifficulties: namespace.announceDifficulties,
  };
}

/** The channels as people call them, or why nothing would arrive in some of them. */
async function labelled(
  ids: readonly string[],
  { channel }: Caller,
): Promise<{ ok: true; channels: { id: string; label: string }[] } | Refusal> {
  const found = await Promise.all(
    [...new Set(ids)].map(async (id) => ({ id, ...(await channel(id)) })),
  );
  const problems = found.flatMap(({ problem }) =>
    problem === undefined ? [] : [{ field: "channels", text: problem }],
  );
  return problems.length > 0
    ? refuseFields(problems)
    : { ok: true, channels: found.map(({ id, label }) => ({ id, label })) };
}

function pace(
  remindEvery: string | undefined,
  tellTogether: string | undefined,
): { remindEveryMs?: number; foldMs?: number } {
  return {
    ...(remindEvery === undefined
      ? {}
      : { remindEveryMs: parseDuration(remindEvery) ?? 0 }),
    ...(tellTogether === undefined
      ? {}
      : { foldMs: parseDuration(tellTogether) ?? 0 }),
  };
}

type Shown = Outcome<z.output<typeof namespaceShape>>;

export const namespaceWrites: readonly PrivateEndpoint[] = [
  privateEndpoint({
    method: "post",
    path: "/namespaces",
    summary: "Makes a namespace.",
    parameters: z.strictObject({}),
    body: newBody,
    answer: namespaceShape,
    makes: true,
    async run(_, body, caller): Promise<Shown> {
      const refusal = mayNotAdminister(caller.context, null);
      if (refusal !== undefined) return refusal;
      const heard = await labelled(body.channels, caller);
      if (!heard.ok) return heard;
      const added = await addNamespace(caller.context, {
        slug: body.slug,
        name: body.name,
        timezone: body.timezone,
        owners: body.owners,
        channels: heard.channels,
        ...pace(body.remindEvery, body.tellTogether),
      });
      return added.ok ? { ok: true, body: answer(added.namespace) } : added;
    },
  }),
  privateEndpoint({
    method: "patch",
    path: "/namespaces/{slug}",
    summary: "Changes a namespace: what is not said stays.",
    parameters: z.strictObject({ slug }),
    body: editBody,
    answer: namespaceShape,
    async run(wanted, body, caller): Promise<Shown> {
      const { remindEvery, tellTogether, channels: ids, ...rest } = body;
      // Slack is asked for nobody who may not change it.
      const now = await showNamespace(caller.context, wanted.slug);
      if (!now.ok) return now;
      const heard = ids === undefined ? undefined : await labelled(ids, caller);
      if (heard?.ok === false) return heard;
      const edited = await editNamespace(caller.context, wanted.slug, {
        ...rest,
        ...pace(remindEvery, tellTogether),
        ...(heard === undefined ? {} : { channels: heard.channels }),
      });
      return edited.ok ? { ok: true, body: answer(edited.namespace) } : edited;
    },
  }),
];
