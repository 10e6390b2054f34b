import type { Added } from "../actions/targets/add-monitor.ts";
import { type Change, changesInWords } from "../actions/change.ts";
import type { EditedMonitor } from "../actions/targets/edit-monitor.ts";
import type { Copied } from "../actions/targets/copy-target.ts";
import { fullName, type Target } from "../actions/targets/find-target.ts";
import type { Moved } from "../actions/targets/move-target.ts";
import type { Namespace } from "../actions/namespaces/add-namespace.ts";
import type { Restored } from "../actions/targets/restore-target.ts";
import { counted, listed } from "../base/text.ts";
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
  return `Namespace ${name} (${slug}, ${timezone}) is made${hears}. Next: \`add https://www.example.org in ${slug}\`, and a report each morning: \`report subscribe daily at 08:00 ${slug}\`.`;
}

/** What of a monitor, a service or a namespace is otherwise now, from what to what. */
export function changedSentence(
  name: string,
  changes: readonly Change[],
): string {
  return changes.length === 0
    ? `${name} is as you want it already; nothing was changed.`
    : `${name} is changed: ${changesInWords(changes)}.`;
}

/** The same of a monitor: the next look shows whether it was right. */
export function editedSentence({ target, changes }: EditedMonitor): string {
  return changedSentence(fullName(target), changes);
}

export function renamedSentence(before: Target, after: Target): string {
  return before.serviceName === after.serviceName &&
    before.monitorName === after.monitorName
    ? `${fullName(before)} is called that already; nothing was changed.`
    : `${fullName(before)} is called ${after.monitorName ?? after.serviceName} from now on.`;
}

export function movedSentence({ from, to, left }: Moved): string {
  const rest = left
    ? ` ${from.serviceName} had no other monitor and is gone; its history stays.`
    : "";
  return `${fullName(from)} is ${fullName(to)} from now on.${rest}`;
}

export function copiedSentence({ from, to, count }: Copied): string {
  const monitors =
    to.monitorId === null ? ` (${counted(count, "monitor")})` : "";
  return `${fullName(from)} is copied to ${fullName(to)}${monitors}. The first look is on its way.`;
}

/** Where it was paused when it was removed, it is so again. */
export function restoredSentence({ target, count, paused }: Restored): string {
  const next =
    paused === count
      ? "paused, as it was"
      : paused > 0
        ? `${paused} of them paused, as they were`
        : "the first look is on its way";
  return `${fullName(target)} is back (${counted(count, "monitor")}): ${next}.`;
}
