import type { Topic } from "../../domain/fold.ts";
import { gistOf } from "../../domain/maintenance.ts";
import type { PostKind } from "../../domain/posts/languages.ts";
import {
  type Network,
  renderPost,
  type Told,
  usualVoice,
  type Voice,
  withNameThatFits,
} from "../../domain/posts/render.ts";
import { dayAndTime } from "../../domain/posts/spoken.ts";
import type { UptimeCalendar } from "../../domain/pictures.ts";
import type { Instant } from "../../domain/time.ts";
import type { Content, Maintenance, Story } from "../channel.ts";
import { bySeverity, byWorst, standsSince, troubleSince } from "../outage.ts";

/** What a post shows, and the same in words for those who do not see it. */
export interface PostPicture {
  picture: UptimeCalendar;
  description: string;
}

/** A post, fixed before the first attempt. */
export interface Post extends PostText {
  picture?: PostPicture;
}

/** A post's words. */
export interface PostText {
  text: string;
  /** The same with seconds, should this account have said the very same words before: networks refuse repetitions. */
  alternative: string;
  /** What the network takes for it, in thousandths of a dollar. */
  price: number;
}

/** A network, what it takes for a text, and what it makes of somebody's own words about a service. */
export interface Words extends Network {
  price: (text: string) => number;
  update: (service: string, words: string) => string;
}

/** What customers read and see. */
export function postOf(content: Content, words: Words): Post {
  const text = wordsOf(content, words);
  const picture = content.kind === "stories" ? content.picture : undefined;
  return picture === undefined
    ? text
    : { ...text, picture: { picture, description: describe(picture) } };
}

function describe({ scope, days, ratio }: UptimeCalendar): string {
  const percent = ratio === null ? "unknown" : `${(ratio * 100).toFixed(2)} %`;
  return `Uptime of ${scope}, day by day over ${days.length} days; ${percent} in all.`;
}

/** What customers read: public names and times, never a cause, a host name or a mention. */
function wordsOf(content: Content, words: Words): PostText {
  switch (content.kind) {
    case "maintenance":
      return maintenanceWords(content.maintenance, content.voice, words);
    case "stories":
      return storyWords(content.topic, content.stories, content.voice, words);
    case "words":
    case "report":
      throw new Error("what the team is told is not for customers");
  }
}

export function storyWords(
  topic: Topic,
  stories: readonly Story[],
  voice: Voice = usualVoice,
  words: Words,
): PostText {
  const [only] = stories;
  if (only === undefined) throw new Error("a post about nothing");
  if (topic === "update") return updateWords(only, voice, words);
  const write = (network: Words, withSeconds: boolean): string =>
    written(topic, stories, { voice, words: network, withSeconds });
  const text = write(words, false);
  const other = write(words, true);
  const at = Math.max(...stories.map((story) => story.at));
  const time = timeSaid(at, only.namespace.timezone, voice);
  // A text of one's own may say since when alone, which is the same in each reminder.
  if (topic !== "still" || other.includes(time))
    return priced(text, other, words);
  const behind = ` (${time})`;
  return priced(
    text,
    `${write(withRoom(words, behind), true)}${behind}`,
    words,
  );
}

/** Networks refuse repetitions: the time at which it is said makes the difference. */
function timeSaid(at: Instant, timezone: string, { language }: Voice): string {
  return dayAndTime(at, timezone, language, { withSeconds: true });
}

/** What fits with so much behind it. */
function withRoom(words: Words, behind: string): Words {
  return { ...words, fits: (text) => words.fits(`${text}${behind}`) };
}

interface Manner {
  voice: Voice;
  words: Words;
  withSeconds: boolean;
}

/** Of what is down it is said that it is, whatever else has difficulties. */
function written(
  topic: Topic,
  stories: readonly Story[],
  manner: Manner,
): string {
  switch (topic) {
    case "recovered":
      return said(topic, stories, manner);
    case "brief":
      return bothSaid(["brief", "passed"], byWorst(stories), manner);
    case "trouble":
      return bothSaid(["down", "difficulties"], bySeverity(stories), manner);
    case "still":
    case "note":
    case "update":
      return bothSaid(["still", "eased"], bySeverity(stories), manner);
  }
}

/** Those that are down first, and then the others, who have half of the room at most. */
function bothSaid(
  [kind, otherKind]: readonly [PostKind, PostKind],
  { down, difficulties }: ReturnType<typeof bySeverity>,
  manner: Manner,
): string {
  if (difficulties.length === 0) return said(kind, down, manner);
  if (down.length === 0) return said(otherKind, difficulties, manner);
  const beside = (other: (text: string) => string): Manner => ({
    ...manner,
    words: {
      ...manner.words,
      fits: (text) => manner.words.fits(`${text} ${other(text)}`),
    },
  });
  const others = said(
    otherKind,
    difficulties,
    beside((text) => text),
  );
  return `${said(
    kind,
    down,
    beside(() => others),
  )} ${others}`;
}

function said(
  kind: PostKind,
  stories: readonly Story[],
  { voice, words, withSeconds }: Manner,
): string {
  const names = [...new Set(stories.map(({ service }) => service))];
  const since =
    kind === "brief" || kind === "passed" || kind === "recovered"
      ? troubleSince
      : standsSince;
  const told: Told = {
    kind,
    names,
    count: names.length,
    namespace: stories[0]?.namespace.name ?? "",
    timezone: stories[0]?.namespace.timezone ?? "UTC",
    at: Math.max(...stories.map(({ at }) => at)),
    from: Math.min(...stories.map(since)),
  };
  return renderPost(told, voice, words, withSeconds);
}

/**
 * Somebody's own words; whoever took them in has seen to it that they fit, with the name that the service had then. One that
 * is longer by now is shortened.
 */
function updateWords(
  { service, detail, at, namespace }: Story,
  voice: Voice,
  words: Words,
): PostText {
  const time = timeSaid(at, namespace.timezone, voice);
  const write = (behind: string): string => {
    const named = (name: string): string =>
      `${words.update(name, detail ?? "")}${behind}`;
    return withNameThatFits(service, named, words) ?? named(service);
  };
  return priced(write(""), write(` (${time})`), words);
}

/** What customers read of maintenance: never its title or note, which are the team's. */
export function maintenanceWords(
  maintenance: Maintenance,
  voice: Voice = usualVoice,
  words: Words,
): PostText {
  const { startsAt, endsAt, endedAt, at, again, services, news } = maintenance;
  const { names, count, namespaces, timezone } = services;
  const kind = gistOf(news);
  const told: Told = {
    kind,
    names,
    count,
    namespace: namespaces[0] ?? "",
    timezone,
    at: kind === "ends" ? (endedAt ?? at) : at,
    from: startsAt,
    until: endsAt,
    again,
  };
  const behind = ` (${timeSaid(at, timezone, voice)})`;
  return priced(
    renderPost(told, voice, words),
    `${renderPost(told, voice, withRoom(words, behind))}${behind}`,
    words,
  );
}

function priced(text: string, alternative: string, { price }: Words): PostText {
  return { text, alternative, price: price(text) };
}
