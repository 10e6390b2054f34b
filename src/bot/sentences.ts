import type { Added } from "../actions/add-monitor.ts";
import type { Namespace } from "../actions/add-namespace.ts";
import { listed } from "../base/text.ts";
import type { Check } from "../checks/check.ts";
import { findCheck } from "../checks/index.ts";
import { durationInWords } from "../domain/duration.ts";

type Monitor = Added["monitor"];

const MOST_NAMED = 5;

/**
 * What was added, and when it is looked at: to be read back by whoever typed it. Of a monitor that hears, how it is
 * spoken to at its `address`.
 */
export function addedSentence(
  added: Added,
  address: string | undefined,
): string {
  const { service, monitor, namespace } = added;
  const name = `${namespace.name} / ${service.name} / ${monitor.name}`;
  const check = findCheck(monitor.type);
  if (address !== undefined)
    return `Added: ${name}. ${howToSpeak(check, address)}`;
  const notice = noticeOf(check, monitor);
  return `Added: ${name}, ${whenLooked(added)}.${notice} The first look is on its way.`;
}

function howToSpeak(check: Check | undefined, address: string): string {
  const call = `curl -fsS -m 10 --retry 5 ${address}`;
  return check?.hears === "push"
    ? `Let the other system say how it is: \`${call}/down?text=why\``
    : `Let the job call this when it is done: \`${call}\``;
}

/** What whoever added it should know of it. */
function noticeOf(check: Check | undefined, monitor: Monitor): string {
  const parsed = check?.settings.safeParse(monitor.settings);
  if (parsed?.success !== true || monitor.everyMs === null) return "";
  const notice = check?.notice?.(parsed.data, monitor.everyMs);
  return notice === undefined ? "" : ` ${notice}`;
}

function whenLooked({ monitor, namespace }: Added): string {
  const when =
    monitor.everyMs === null
      ? `on its schedule (${(monitor.schedule ?? []).join(", ")}, ${namespace.timezone})`
      : `every ${durationInWords(monitor.everyMs)}`;
  const confirmed =
    monitor.confirmFailures === 1
      ? "down at the first failure"
      : `down after ${monitor.confirmFailures} failures ${durationInWords(monitor.confirmRetryMs)} apart`;
  return `looked at ${when}, ${confirmed}`;
}

/** What was made, and what to do next. */
export function savedSentence({
  namespace: { slug, name, timezone },
  told,
}: {
  namespace: Namespace;
  told: string[];
}): string {
  const hears =
    told.length === 0
      ? "; it tells no channel yet"
      : ` and tells ${listed(told, MOST_NAMED)}`;
  return `Namespace ${name} (${slug}, ${timezone}) is made${hears}. Next: \`add https://www.example.org in ${slug}\`.`;
}
