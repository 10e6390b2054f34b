import { clip } from "../../base/text.ts";
import { cleanName, slugOf } from "../../domain/names.ts";
import { HOUR, MINUTE, SECOND } from "../../domain/time.ts";
import { errorCode } from "../../store/db.ts";
import type { Namespace } from "../../store/entities/namespaces.ts";

export type { Namespace } from "../../store/entities/namespaces.ts";
import { insertNamespace } from "../../store/targets/namespaces.ts";
import { ensureOutlet, subscribe } from "../../store/telling/outlets.ts";
import {
  type Context,
  type Problem,
  refuse,
  refuseFields,
  type Refusal,
} from "../context.ts";
import { audit, mayNotAdminister } from "../people/permission.ts";

export interface NewNamespace {
  slug: string;
  name: string;
  timezone: string;
  /** Slack channels that hear of it. */
  channels: { id: string; label: string }[];
  /** Slack user ids. */
  owners: string[];
  remindEveryMs?: number;
  foldMs?: number;
  /** After how long without an answer the next person is called. */
  escalateMs?: number;
}

const REMIND_EVERY_MS = 4 * HOUR;
const SHORTEST_REMINDER_MS = MINUTE;
const LONGEST_REMINDER_MS = 7 * 24 * HOUR;
const FOLD_MS = 20 * SECOND;
const SLACK_USER_ID = /^[UW][A-Z0-9]+$/;
const LONGEST_FOLD_MS = 10 * MINUTE;
const LONGEST_SLUG = 30;
const ESCALATE_MS = 5 * MINUTE;
const SHORTEST_ESCALATION_MS = 5 * SECOND;
const LONGEST_ESCALATION_MS = 4 * HOUR;
const UNIQUE_VIOLATION = "23505";

/** Makes a namespace and subscribes its Slack channels. */
export async function addNamespace(
  context: Context,
  request: NewNamespace,
): Promise<{ ok: true; namespace: Namespace } | Refusal> {
  const refusal = mayNotAdminister(context, null);
  if (refusal !== undefined) return refusal;
  const name = cleanName(request.name);
  const problems = namespaceProblems(request);
  if (!name.ok) problems.push({ field: "name", text: name.text });
  if (!name.ok || problems.length > 0) return refuseFields(problems);
  try {
    return await insert(context, { ...request, name: name.name });
  } catch (error) {
    if (errorCode(error) !== UNIQUE_VIOLATION) throw error;
    return {
      ...refuse(
        "name-taken",
        `There is a namespace "${request.slug}" already.`,
      ),
      hint: "`namespace list` shows them all.",
    };
  }
}

/** What is wrong with the fields of a namespace, but for its name. */
export function namespaceProblems({
  slug,
  timezone,
  remindEveryMs = REMIND_EVERY_MS,
  foldMs = FOLD_MS,
  escalateMs = ESCALATE_MS,
  owners,
}: Pick<
  NewNamespace,
  "slug" | "timezone" | "remindEveryMs" | "foldMs" | "escalateMs" | "owners"
>): Problem[] {
  const problems: Problem[] = [];
  if (slug !== slugOf(slug) || slug === "" || slug.length > LONGEST_SLUG) {
    problems.push({
      field: "slug",
      text: `The short name must be up to ${LONGEST_SLUG} lower case letters, digits and hyphens, as in "iati"; it is part of addresses.`,
    });
  }
  if (!isTimezone(timezone)) {
    problems.push({
      field: "timezone",
      text: `"${clip(timezone, 60)}" is not a time zone; it looks like "Europe/London" or "UTC".`,
    });
  }
  if (
    remindEveryMs < SHORTEST_REMINDER_MS ||
    remindEveryMs > LONGEST_REMINDER_MS
  ) {
    problems.push({
      field: "remindEveryMs",
      text: `Reminders may come every minute to every 7 days, as in "4h".`,
    });
  }
  const stranger = owners.find((id) => !SLACK_USER_ID.test(id));
  if (stranger !== undefined) {
    problems.push({
      field: "owners",
      text: `"${clip(stranger, 40)}" is no Slack user id; one looks like "U012AB3CD".`,
    });
  }
  if (foldMs < 0 || foldMs > LONGEST_FOLD_MS) {
    problems.push({
      field: "foldMs",
      text: `What happens within up to 10 minutes may be told in one message, as in "20s".`,
    });
  }
  if (
    escalateMs < SHORTEST_ESCALATION_MS ||
    escalateMs > LONGEST_ESCALATION_MS
  ) {
    problems.push({
      field: "escalateMs",
      text: `The next person is called after 5 seconds to 4 hours without an answer, as in "5m".`,
    });
  }
  return problems;
}

function isTimezone(zone: string): boolean {
  try {
    return (
      new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions()
        .timeZone !== ""
    );
  } catch {
    return false;
  }
}

async function insert(
  context: Context,
  request: NewNamespace,
): Promise<{ ok: true; namespace: Namespace }> {
  const { now } = context;
  return context.store.transaction(async (tx) => {
    const namespace = await insertNamespace(tx, {
      slug: request.slug,
      name: request.name,
      timezone: request.timezone,
      remindEveryMs: request.remindEveryMs ?? REMIND_EVERY_MS,
      foldMs: request.foldMs ?? FOLD_MS,
      announceDifficulties: false,
      escalateMs: request.escalateMs ?? ESCALATE_MS,
      owners: request.owners,
      createdAt: now,
      removedAt: null,
    });
    for (const { id, label } of request.channels) {
      const outlet = await ensureOutlet(
        tx,
        { channel: "slack", recipient: id, label, audience: "team" },
        now,
      );
      await subscribe(tx, namespace.id, outlet.id);
    }
    await audit(tx, context, "namespace add", namespace.slug);
    return { ok: true, namespace };
  });
}
