import { localLabel } from "../../base/zone.ts";
import { durationInWords } from "../../domain/duration.ts";
import type { Topic } from "../../domain/fold.ts";
import { DAY, type Instant } from "../../domain/time.ts";
import type { Story } from "../channel.ts";
import { bySeverity, standsSince, troubleSince } from "../outage.ts";
import { firstThatFits, plainLine, shortened } from "./fit.ts";

/** How much of a name and of a cause is said, the richest first. Nobody is served by half a sentence. */
const measures: readonly { name: number; cause: number; place: boolean }[] = [
  { name: 80, cause: 140, place: true },
  { name: 80, cause: 90, place: true },
  { name: 60, cause: 50, place: true },
  { name: 60, cause: 0, place: true },
  { name: 40, cause: 0, place: true },
  { name: 30, cause: 0, place: false },
  { name: 12, cause: 0, place: false },
];
/** Of several services so many are named, the most first. */
const MOST_NAMED = 8;

/** What the person on call reads: what is down, since when, its number, and what to answer. At most two segments. */
export function pageText(topic: Topic, stories: readonly Story[]): string {
  const [only] = stories;
  if (only === undefined) throw new Error("a page tells of something");
  return firstThatFits(
    stories.length === 1 ? draftsOfOne(topic, only) : draftsOf(topic, stories),
  );
}

function* draftsOfOne(topic: Topic, story: Story): Generator<string> {
  for (const measure of measures)
    yield ofOne(topic, story, {
      who: nameOf(story, measure.name, measure.place),
      cause: measure.cause === 0 ? "" : said(story.cause, measure.cause),
      detail: measure.cause === 0 ? "" : said(story.detail, measure.cause),
    });
}

function ofOne(
  topic: Topic,
  story: Story,
  { who, cause, detail }: { who: string; cause: string; detail: string },
): string {
  const { incidentId, at } = story;
  const now = clock(story, at);
  const code = `#${incidentId}`;
  const since = standsSince(story);
  const lasted = (from: Instant): string =>
    durationInWords(Math.max(0, at - from));
  switch (topic) {
    case "trouble":
      return `${now} ${badness([story])} ${code} ${who} since ${clock(story, since)}${cause}. Reply ACK ${incidentId}, SNOOZE ${incidentId} 1h or STATUS`;
    case "recovered":
    case "brief":
      return `${now} UP again: ${code} ${who}, after ${lasted(troubleSince(story))}`;
    case "still":
      return `${now} still ${badness([story])} ${code} ${who}, for ${lasted(since)}. Reply ACK ${incidentId}, SNOOZE ${incidentId} 1h or STATUS`;
    case "note":
    case "update":
      return `${now} ${code} ${who}${detail === "" ? ": there is news" : detail}`;
  }
}

function* draftsOf(topic: Topic, stories: readonly Story[]): Generator<string> {
  for (let named = Math.min(MOST_NAMED, stories.length); named > 0; named--)
    yield ofSeveral(topic, stories, named, named > 2 ? 30 : 12);
  yield ofSeveral(topic, stories, 0, 0);
}

function ofSeveral(
  topic: Topic,
  stories: readonly Story[],
  named: number,
  length: number,
): string {
  const latest = stories.reduce((a, b) => (a.at >= b.at ? a : b));
  const first = stories.reduce((a, b) =>
    standsSince(a) <= standsSince(b) ? a : b,
  );
  const now = clock(latest, latest.at);
  const since = clock(first, standsSince(first), latest.at);
  const names = stories
    .slice(0, named)
    .map((story) => `#${story.incidentId} ${nameOf(story, length, false)}`);
  const rest = stories.length - names.length;
  const list =
    names.length === 0
      ? ""
      : `: ${names.join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`;
  const count = `${stories.length} services`;
  switch (topic) {
    case "trouble":
      return `${now} ${count} ${badness(stories)} since ${since}${list}. Reply ACK ALL, ACK and a number, or STATUS`;
    case "recovered":
    case "brief":
      return `${now} ${count} UP again${list}`;
    case "still":
      return `${now} ${count} still ${badness(stories)}${list}. Reply ACK ALL, ACK and a number, or STATUS`;
    case "note":
    case "update":
      return `${now} ${count}: there is news${list}`;
  }
}

function badness(stories: readonly Story[]): string {
  const { down, difficulties } = bySeverity(stories);
  if (difficulties.length === 0) return "DOWN";
  return down.length === 0
    ? "in DIFFICULTIES"
    : `(${down.length} DOWN, ${difficulties.length} in DIFFICULTIES)`;
}

function nameOf(
  { service, namespace }: Story,
  length: number,
  withPlace: boolean,
): string {
  const name = shortened(orNameless(service), length);
  return withPlace
    ? `${name} (${shortened(orNameless(namespace.name), length / 2)})`
    : name;
}

/** Of a name in pictures alone nothing is left. */
function orNameless(name: string): string {
  return plainLine(name) || "a service";
}

function said(words: string | null, length: number): string {
  const plain = plainLine(words ?? "").replace(/[. ]+$/, "");
  return plain === "" ? "" : `: ${shortened(plain, length)}`;
}

/** "10:02"; with its day where that is not the day of `reference`. */
function clock(
  { namespace: { timezone }, at: now }: Story,
  at: Instant,
  reference = now,
): string {
  const isOld =
    reference - at >= DAY ||
    localLabel(at, timezone, "day") !== localLabel(reference, timezone, "day");
  return localLabel(at, timezone, isOld ? "moment" : "time");
}
