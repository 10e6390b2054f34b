import { clip, counted, listed } from "../../base/text.ts";
import { zonedTime } from "../../base/zoned-text.ts";
import type { Audience } from "../../domain/announcement.ts";
import { durationInWords } from "../../domain/duration.ts";
import type { Topic } from "../../domain/fold.ts";
import { sentence } from "../../domain/sentences.ts";
import { DAY, type Instant } from "../../domain/time.ts";
import type { Severity } from "../../domain/incident.ts";
import type { Content, Story } from "../channel.ts";
import { bySeverity, byWorst, standsSince, troubleSince } from "../outage.ts";
import { type Letter, letterOf, type Tone } from "./letter.ts";
import { commonSite, homePath } from "./site.ts";

const LONGEST_NAME = 120;
const LONGEST_CAUSE = 600;
const LONGEST_LISTED_CAUSE = 160;
const LONGEST_UPDATE = 4_000;
const MOST_LISTED = 100;
const MOST_IN_SUBJECT = 2;

/** What is new of one incident, or of many at once. Customers read public names and times, and never why. */
export function incidentLetter(
  { topic, stories: all, isReply }: Content & { kind: "stories" },
  audience: Audience,
): Letter {
  const stories =
    audience === "team" ? all : all.map((story) => inPublic(topic, story));
  const word = stateWord(topic, stories);
  const site = commonSite(stories.map((story) => story.site));
  const [only] = stories;
  const path =
    only !== undefined && stories.length === 1
      ? `/incidents/${only.incidentId}`
      : undefined;
  return letterOf({
    subject: `${isReply ? "Re: " : ""}[${word}] ${placesOf(stories)}: ${subjectOf(stories)}`,
    tone: toneOf(topic, stories),
    ...(site === undefined
      ? {}
      : { site: { ...site, path: path ?? homePath(site) } }),
    ...(stories.length === 1 && only !== undefined
      ? aboutOne(topic, only)
      : aboutMany(topic, stories)),
  });
}

/** Without what is the team's: why, who, and what to do. An update's own words are for whom they were written. */
function inPublic(topic: Topic, story: Story): Story {
  return {
    ...story,
    cause: "",
    detail: topic === "update" ? story.detail : null,
    actor: null,
    acknowledgedBy: null,
    runbook: null,
  };
}

function placesOf(stories: readonly Story[]): string {
  const names = [...new Set(stories.map(({ namespace }) => namespace.name))];
  return listed(names.map((name) => clip(name, LONGEST_NAME)));
}

/** The same for all mails of an incident: programs that show threads by the subject keep them together. */
function subjectOf(stories: readonly Story[]): string {
  const [only] = stories;
  if (stories.length === 1 && only !== undefined)
    return `${clip(only.service, LONGEST_NAME)} (incident ${only.incidentId})`;
  const names = namesOf(stories);
  const more = names.length - MOST_IN_SUBJECT;
  const shown = names.slice(0, MOST_IN_SUBJECT).join(", ");
  return `${counted(names.length, "service")} (${shown}${more > 0 ? ` and ${more} more` : ""})`;
}

function namesOf(stories: readonly Story[]): string[] {
  return [
    ...new Set(stories.map(({ service }) => clip(service, LONGEST_NAME))),
  ];
}

/** The worst of them. */
function severityOf(stories: readonly Story[]): Severity {
  return stories.some(({ severity }) => severity === "down")
    ? "down"
    : "difficulties";
}

function stateWord(topic: Topic, stories: readonly Story[]): string {
  const trouble = severityOf(stories);
  switch (topic) {
    case "trouble":
      return trouble;
    case "still":
      return trouble === "down" ? "still down" : trouble;
    case "brief":
      return byWorst(stories).down.length > 0 ? "was down" : "had difficulties";
    case "recovered":
      return "up again";
    case "update":
      return "update";
    case "note":
      return "note";
  }
}

function toneOf(topic: Topic, stories: readonly Story[]): Tone {
  switch (topic) {
    case "trouble":
    case "still":
      return severityOf(stories);
    case "brief":
    case "recovered":
      return "up";
    case "update":
    case "note":
      return "note";
  }
}

type Body = Pick<Letter, "headline"> & Partial<Letter>;

function aboutOne(topic: Topic, story: Story): Body {
  const name = clip(story.service, LONGEST_NAME);
  if (topic === "update")
    return {
      headline: `News of ${name}`,
      paragraphs: [clip(story.detail ?? "", LONGEST_UPDATE)],
      remarks:
        story.actor === null
          ? []
          : [`Written by ${clip(story.actor, LONGEST_NAME)}.`],
    };
  return {
    headline: headlineOf(topic, [story], () => name),
    ...circumstances(topic, story),
  };
}

/** Why, who is on it, and what to do. */
function circumstances(topic: Topic, story: Story): Partial<Letter> {
  const { cause, acknowledgedBy, resolvedAt, runbook } = story;
  const isOver = resolvedAt !== null;
  return {
    paragraphs: [
      ...(cause === "" || topic === "recovered"
        ? []
        : [`Cause: ${clip(cause, LONGEST_CAUSE)}`]),
      ...(acknowledgedBy === null || isOver
        ? []
        : [`${clip(acknowledgedBy, LONGEST_NAME)} is on it.`]),
    ],
    links:
      runbook === null || isOver ? [] : [{ words: "Runbook:", url: runbook }],
  };
}

function aboutMany(topic: Topic, stories: readonly Story[]): Body {
  const shown = stories.slice(0, MOST_LISTED).map((story) => {
    const name = clip(story.service, LONGEST_NAME);
    return story.cause !== "" && story.resolvedAt === null
      ? `${name}: ${clip(story.cause, LONGEST_LISTED_CAUSE)}`
      : name;
  });
  const rest = stories.length - shown.length;
  return {
    headline: headlineOf(topic, stories, (group) =>
      counted(namesOf(group).length, "service"),
    ),
    items: shown,
    ...(rest > 0 ? { more: rest } : {}),
  };
}

const SINGULAR = { are: "is", were: "was", have: "has" };
const PLURAL = { are: "are", were: "were", have: "have" };

function headlineOf(
  topic: Topic,
  stories: readonly Story[],
  who: (stories: readonly Story[]) => string,
): string {
  const { are } = verbsOf(stories);
  const { zone, at } = latestOf(stories);
  const began = Math.min(...stories.map(troubleSince));
  const now = timeOf(at, at, zone);
  switch (topic) {
    case "trouble":
    case "still":
      return Object.values(bySeverity(stories))
        .filter((group) => group.length > 0)
        .map((group) => standing(topic, group, who(group)))
        .join(" ");
    case "brief":
      return Object.entries(byWorst(stories))
        .filter(([, group]) => group.length > 0)
        .map(([worst, group]) => passed(worst, group, who(group)))
        .join(" ");
    case "recovered":
      return `${who(stories)} ${are} up again since ${now}, after ${durationInWords(at - began)}.`;
    case "update":
    case "note":
      return stories.length === 1
        ? noteOf(stories[0])
        : `News of ${who(stories)} at ${now}.`;
  }
}

/** How it was for those that were all equally bad, and are up again before it was told. */
function passed(worst: string, stories: readonly Story[], who: string): string {
  const { are, were } = verbsOf(stories);
  const { zone, at } = latestOf(stories);
  const began = timeOf(Math.min(...stories.map(troubleSince)), at, zone);
  const how = worst === "down" ? `${were} down` : "had difficulties";
  return `${who} ${how} from ${began} to ${timeOf(at, at, zone)} and ${are} up again.`;
}

/** How those stand that are all equally bad. */
function standing(
  topic: "trouble" | "still",
  stories: readonly Story[],
  who: string,
): string {
  const { are, were, have } = verbsOf(stories);
  const { zone, at } = latestOf(stories);
  const began = Math.min(...stories.map(standsSince));
  const since = timeOf(began, at, zone);
  if (topic === "trouble")
    return severityOf(stories) === "down"
      ? `${who} ${are} down since ${since}.`
      : `${who} ${have} difficulties since ${since}.`;
  return severityOf(stories) === "down"
    ? `${who} ${are} still down after ${durationInWords(at - began)}, since ${since}.`
    : `${who} ${were} down and ${have} difficulties now.`;
}

function verbsOf(stories: readonly Story[]): typeof SINGULAR {
  return namesOf(stories).length === 1 ? SINGULAR : PLURAL;
}

/** When the latest of it happened, and in which zone that is said. */
function latestOf(stories: readonly Story[]): { at: Instant; zone: string } {
  return {
    at: Math.max(...stories.map(({ at }) => at)),
    zone: stories[0]?.namespace.timezone ?? "UTC",
  };
}

function noteOf(story: Story | undefined): string {
  const reason = story?.news.at(-1);
  if (story === undefined || reason === undefined) return "News";
  const { service, beganAt, at, detail, actor } = story;
  return `${sentence({
    reason,
    service: clip(service, LONGEST_NAME),
    beganAt,
    at,
    detail,
    actor: actor === null ? null : clip(actor, LONGEST_NAME),
  })}.`;
}

/** "10:02 GMT", with the day where it is another than that of `reference`. */
function timeOf(at: Instant, reference: Instant, zone: string): string {
  const dayOf = (instant: Instant): string =>
    new Intl.DateTimeFormat("en-CA", { timeZone: zone }).format(instant);
  const withDay = reference - at >= DAY || dayOf(at) !== dayOf(reference);
  return zonedTime(at, zone, { withDay });
}
