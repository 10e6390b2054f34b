import { targetById } from "../../actions/targets/find-target.ts";
import { mayNotAct } from "../../actions/people/permission.ts";
import {
  calendarOf,
  failuresOf,
  responseTimesOf,
  type Scope,
} from "../../actions/figures/pictures.ts";
import { findTopic } from "../../actions/audience/subscriptions.ts";
import { parseDuration } from "../../domain/duration.ts";
import type { Picture } from "../../domain/pictures.ts";
import { DAY } from "../../domain/time.ts";
import {
  pictureTitle,
  pictureWords,
  wordsTogether,
} from "../../pictures/words.ts";
import {
  type PictureKind,
  type PictureSpan,
  pictureSpans,
  type PictureWish,
} from "../buttons/picture-wish.ts";
import { type Message, type Reply, say, sayRefusal } from "../reply.ts";
import { pictureView } from "../views/pictures.ts";
import { joined, type Word, withoutEnd } from "../words.ts";
import type { Ask, Command, Tools } from "./command.ts";
import { takeDuration } from "./durations.ts";
import { askWhich, choiceButtons, targetOf } from "./targets.ts";

const usualSpan = {
  graph: "24h",
  histogram: "30d",
  heatmap: "90d",
  calendar: "90d",
} as const satisfies Record<PictureKind, PictureSpan>;

export const graph: Command = {
  name: "graph",
  aliases: ["chart", "response"],
  summary: "How quickly a service answered, and when it was down.",
  usage: [
    "graph datastore",
    "graph datastore 7d",
    "graph datastore 90d",
    "graph",
  ],
  async run(ask, tools) {
    const { words, behind, ms } = takeSpan(ask.words);
    if (words.length === 0) return askWhich("graph", ask, tools);
    const found = await targetOf({ verb: "graph", words, behind }, ask, tools);
    if (!found.ok) return found.reply;
    const span = spanFor("graph", ms);
    return showPicture(
      { kind: "graph", scope: { serviceId: found.target.serviceId }, span },
      ask,
      tools,
    );
  },
};

export const histogram = scoped(
  "histogram",
  ["failures", "frequency"],
  "How often services failed, by hour of the day and by day.",
  ["histogram", "histogram iati", "histogram datastore 90d"],
);

export const heatmap = scoped(
  "heatmap",
  ["heat"],
  "When in the week services fail: each hour of each weekday.",
  ["heatmap", "heatmap iati", "heatmap datastore 30d"],
);

export const calendar = scoped(
  "calendar",
  ["year"],
  "Uptime on each day, of three months or a year.",
  ["calendar", "calendar iati", "calendar datastore 1y"],
);

/** A verb for a service, a namespace, or alone for everything. */
function scoped(
  kind: Exclude<PictureKind, "graph">,
  aliases: string[],
  summary: string,
  usage: string[],
): Command {
  return {
    name: kind,
    aliases,
    summary,
    usage,
    async run(ask, tools) {
      const { words, behind, ms } = takeSpan(ask.words);
      const found = await scopeOf(kind, words, behind, ask, tools);
      if (!("scope" in found)) return found;
      return showPicture(wishFor(kind, found.scope, ms), ask, tools);
    },
  };
}

function wishFor(
  kind: Exclude<PictureKind, "graph">,
  scope: Scope,
  ms: number | null,
): PictureWish {
  switch (kind) {
    case "histogram":
      return { kind, scope, span: spanFor(kind, ms) };
    case "heatmap":
      return { kind, scope, span: spanFor(kind, ms) };
    case "calendar":
      return { kind, scope, span: spanFor(kind, ms) };
  }
}

const fillers = /^(last|past|the|over|in|for|during|of)$/i;
const named: Record<string, number> = {
  day: DAY,
  today: DAY,
  week: 7 * DAY,
  month: 30 * DAY,
  quarter: 90 * DAY,
  year: 365 * DAY,
};

/** Takes "7d", "last 30 days" or "week" off the end; `ms` is null where no span is said. */
export function takeSpan(all: readonly Word[]): {
  words: readonly Word[];
  behind: readonly Word[];
  ms: number | null;
} {
  const last = all.at(-1);
  const word = last?.kind === "word" ? withoutEnd(last.text).toLowerCase() : "";
  const found = Object.hasOwn(named, word)
    ? {
        words: all.slice(0, -1),
        behind: all.slice(-1),
        ms: named[word] ?? null,
      }
    : takeDuration(all);
  if (found.ms === null) return { words: all, behind: [], ms: null };
  const end = found.words.findLastIndex(
    ({ kind, text }) => kind !== "word" || !fillers.test(text),
  );
  return { ...found, words: found.words.slice(0, end + 1) };
}

/** The shortest span of a picture that holds what was asked for; its longest where none does. */
function spanFor<Kind extends PictureKind>(
  kind: Kind,
  ms: number | null,
): (typeof pictureSpans)[Kind][number] {
  const spans: readonly (typeof pictureSpans)[Kind][number][] =
    pictureSpans[kind];
  if (ms === null) return usualSpan[kind];
  const holding = spans.find((span) => (parseDuration(span) ?? 0) >= ms);
  return holding ?? spans.at(-1) ?? usualSpan[kind];
}

/** What the words name: a namespace or a service; without any, all there is. */
async function scopeOf(
  verb: string,
  words: readonly Word[],
  behind: readonly Word[],
  { actor }: Ask,
  tools: Tools,
): Promise<{ scope: Scope } | Message> {
  const typed = withoutEnd(joined(words));
  if (typed === "" || /^(all|everything)$/i.test(typed))
    return { scope: { namespaceId: null } };
  const found = await findTopic(tools.context(actor), typed);
  if (found.ok) {
    const { namespaceId, serviceId } = found.topic;
    if (serviceId !== null) return { scope: { serviceId } };
    if (namespaceId !== null) return { scope: { namespaceId } };
    return say(`\`${verb}\` takes a service or a namespace, not a pattern.`);
  }
  return say(found.text, choiceButtons(found.choices, { verb, behind }));
}

/** The answer to a wish; everybody may look. */
export async function showPicture(
  wish: PictureWish,
  ask: Pick<Ask, "actor">,
  tools: Tools,
): Promise<Message> {
  const pictures = await picturesOf(wish, ask, tools);
  if ("text" in pictures) return pictures;
  return {
    ...pictureView(wish, pictures),
    files: () => filesOf(pictures, tools),
  };
}

async function picturesOf(
  { kind, scope, span }: PictureWish,
  { actor }: Pick<Ask, "actor">,
  tools: Tools,
): Promise<Picture[] | Message> {
  const context = tools.context(actor);
  if ("serviceId" in scope) {
    const found = await targetById(context.store.db, scope);
    if (!found.ok) return sayRefusal(found);
  }
  switch (kind) {
    case "graph":
      return [await responseTimesOf(context, scope.serviceId, span)];
    case "histogram": {
      const failures = await failuresOf(context, scope, span);
      return [
        { kind: "failures-by-hour", ...failures },
        { kind: "failures-by-day", ...failures },
      ];
    }
    case "heatmap":
      return [
        {
          kind: "failures-by-week-hour",
          ...(await failuresOf(context, scope, span)),
        },
      ];
    case "calendar":
      return [await calendarOf(context, scope, span === "90d" ? 90 : 365)];
  }
}

/** Posts the pictures where everybody in the conversation sees them. */
export async function sharePicture(
  wish: PictureWish,
  { actor, channelId, threadTs }: Pick<Ask, "actor" | "channelId" | "threadTs">,
  tools: Tools,
): Promise<Reply> {
  const refusal = mayNotAct(tools.context(actor));
  if (refusal !== undefined) return sayRefusal(refusal);
  const pictures = await picturesOf(wish, { actor }, tools);
  if ("text" in pictures) return pictures;
  const files = await filesOf(pictures, tools);
  const place = { channelId, threadTs };
  const words = wordsTogether(pictures);
  const problem = await tools.postFiles(place, files, words);
  return say(problem ?? "The picture is on its way to everybody here.");
}

/** Pictures as files for Slack. */
export async function filesOf(
  pictures: readonly Picture[],
  tools: Pick<Tools, "draw">,
) {
  return Promise.all(
    pictures.map(async (picture) => ({
      name: `${picture.kind}.png`,
      title: pictureTitle(picture),
      altText: pictureWords(picture),
      content: await tools.draw(picture),
    })),
  );
}
