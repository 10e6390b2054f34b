import { z } from "zod";
import { addNamespace } from "../../actions/namespaces/add-namespace.ts";
import type { AppearanceEdit } from "../../actions/namespaces/appearance.ts";
import {
  type Context,
  refuseFields,
  type Refusal,
} from "../../actions/context.ts";
import {
  editNamespace,
  type NamespaceNow,
  showNamespace,
} from "../../actions/namespaces/edit-namespace.ts";
import { mayNotAdminister } from "../../actions/people/permission.ts";
import { removeNamespace } from "../../actions/namespaces/remove-namespace.ts";
import { compactDuration, parseDuration } from "../../domain/duration.ts";
import {
  type Caller,
  type Outcome,
  privateEndpoint,
  type PrivateEndpoint,
} from "./private-endpoint.ts";
import { doneShape, duration, slug } from "./private-shapes.ts";

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

const escalate = duration.describe(
  "After so long without an answer the next person is called.",
);

/** Of the public page; null takes it away. */
const look = z
  .string("must be text or null")
  .max(1_000)
  .nullable()
  .exactOptional();

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
  escalate: escalate.exactOptional(),
});

const editBody = z.strictObject({
  name: z.string("must be text").max(1_000).exactOptional(),
  timezone: z.string("must be text").max(60).exactOptional(),
  channels: channels.exactOptional(),
  owners: owners.exactOptional(),
  remindEvery: duration.exactOptional(),
  tellTogether: duration.exactOptional(),
  announceDifficulties: z.boolean("must be true or false").exactOptional(),
  escalate: escalate.exactOptional(),
  title: look.describe("What its public page is called; null: as it is."),
  accent: look.describe('The page\'s colour, as in "#0b5394"; null: ours.'),
  domain: look.describe(
    "A domain that shows this namespace alone; only admins set it.",
  ),
});

const namespaceShape = z.strictObject({
  slug: z.string(),
  name: z.string(),
  timezone: z.string(),
  owners: z.array(z.string()),
  channels: z.array(z.string()).describe("Ids of the Slack channels."),
  remindEvery: duration,
  tellTogether: duration,
  announceDifficulties: z.boolean(),
  escalate: duration,
  title: z.string().nullable(),
  accent: z.string().nullable(),
  domain: z.string().nullable(),
});

function answer({
  namespace,
  channels: heard,
  appearance: { title, accent, domain },
}: NamespaceNow): z.output<typeof namespaceShape> {
  const { slug: own, name, timezone, remindEveryMs, foldMs } = namespace;
  return {
    slug: own,
    name,
    timezone,
    owners: namespace.owners,
    channels: heard.map(({ id }) => id),
    remindEvery: compactDuration(remindEveryMs),
    tellTogether: compactDuration(foldMs),
    announceDifficulties: namespace.announceDifficulties,
    escalate: compactDuration(namespace.escalateMs),
    title,
    accent,
    domain,
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

/** Durations as the verbs take them. */
function pace({
  remindEvery,
  tellTogether,
  escalate: after,
}: {
  remindEvery?: string | undefined;
  tellTogether?: string | undefined;
  escalate?: string | undefined;
}): { remindEveryMs?: number; foldMs?: number; escalateMs?: number } {
  const ms = (text: string): number => parseDuration(text) ?? 0;
  return {
    ...(remindEvery === undefined ? {} : { remindEveryMs: ms(remindEvery) }),
    ...(tellTogether === undefined ? {} : { foldMs: ms(tellTogether) }),
    ...(after === undefined ? {} : { escalateMs: ms(after) }),
  };
}

/** How a body calls what the verbs call by other names. */
const namespaceNames = {
  remindEveryMs: "remindEvery",
  foldMs: "tellTogether",
  escalateMs: "escalate",
};

type Shown = Outcome<z.output<typeof namespaceShape>>;

async function shown(context: Context, wanted: string): Promise<Shown> {
  const now = await showNamespace(context, wanted);
  return now.ok ? { ok: true, body: answer(now) } : now;
}

/** What verbs take away by an empty text is null here. */
function looks(
  said: Record<"title" | "accent" | "domain", string | null | undefined>,
): AppearanceEdit {
  const entries = Object.entries(said).filter(
    ([, value]) => value !== undefined,
  );
  return Object.fromEntries(
    entries.map(([name, value]) => [name, value ?? ""]),
  );
}

export const namespaceWrites: readonly PrivateEndpoint[] = [
  privateEndpoint({
    method: "post",
    path: "/namespaces",
    summary: "Makes a namespace.",
    parameters: z.strictObject({}),
    body: newBody,
    answer: namespaceShape,
    makes: true,
    called: namespaceNames,
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
        ...pace(body),
      });
      return added.ok ? shown(caller.context, added.namespace.slug) : added;
    },
  }),
  privateEndpoint({
    method: "get",
    path: "/private/namespaces/{slug}",
    summary: "A namespace with its settings, for who may change it.",
    parameters: z.strictObject({ slug }),
    body: null,
    answer: namespaceShape,
    run: (wanted, _, { context }) => shown(context, wanted.slug),
  }),
  privateEndpoint({
    method: "patch",
    path: "/namespaces/{slug}",
    summary: "Changes a namespace: what is not said stays.",
    parameters: z.strictObject({ slug }),
    body: editBody,
    answer: namespaceShape,
    called: namespaceNames,
    async run(wanted, body, caller): Promise<Shown> {
      const { remindEvery, tellTogether, escalate: after, ...others } = body;
      const { channels: ids, title, accent, domain, ...rest } = others;
      // Slack is asked for nobody who may not change it.
      const now = await showNamespace(caller.context, wanted.slug);
      if (!now.ok) return now;
      const heard = ids === undefined ? undefined : await labelled(ids, caller);
      if (heard?.ok === false) return heard;
      const edited = await editNamespace(caller.context, wanted.slug, {
        ...rest,
        ...looks({ title, accent, domain }),
        ...pace({ remindEvery, tellTogether, escalate: after }),
        ...(heard === undefined ? {} : { channels: heard.channels }),
      });
      return edited.ok ? shown(caller.context, wanted.slug) : edited;
    },
  }),
  privateEndpoint({
    method: "delete",
    path: "/namespaces/{slug}",
    summary:
      "Removes a namespace that holds no services any more. The history of what was in it stays; it cannot be restored.",
    parameters: z.strictObject({ slug }),
    body: null,
    answer: doneShape,
    async run(wanted, _, { context }) {
      const removed = await removeNamespace(context, wanted.slug);
      if (!removed.ok) return removed;
      return {
        ok: true,
        body: { text: `${removed.namespace.name} is removed.` },
      };
    },
  }),
];
