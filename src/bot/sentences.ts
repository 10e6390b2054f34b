import type { Added } from "../actions/add-monitor.ts";
import type { Namespace } from "../actions/add-namespace.ts";
import { listed } from "../base/text.ts";
import { compactDuration, durationInWords } from "../domain/duration.ts";

const MOST_NAMED = 5;

/** What was added, and when it is looked at: to be read back by whoever typed it. */
export function addedSentence({ service, monitor, namespace }: Added): string {
  const when =
    monitor.everyMs === null
      ? `on its schedule (${(monitor.schedule ?? []).join(", ")}, ${namespace.timezone})`
      : `every ${durationInWords(monitor.everyMs)}`;
  const confirmed =
    monitor.confirmFailures === 1
      ? "down at the first failure"
      : `down after ${monitor.confirmFailures} failures ${compactDuration(monitor.confirmRetryMs)} apart`;
  return `Added: ${namespace.name} / ${service.name} / ${monitor.name}, looked at ${when}, ${confirmed}.`;
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
