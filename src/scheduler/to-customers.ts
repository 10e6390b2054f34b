import type { Context } from "../actions/context.ts";
import {
  beginDraft,
  type Draft,
  review,
  reviewAgain,
} from "../actions/posts/review.ts";
import {
  inNewWords,
  postPicture,
  speakingOf,
  type Speaking,
} from "../actions/posts/voice.ts";
import type { Outlet } from "../actions/telling/outlets.ts";
import { beginTelling } from "../actions/telling/record.ts";
import type { Task } from "../actions/telling/task.ts";
import type { Operators } from "../actions/upkeep/operators.ts";
import type { Address, Channel, Content } from "../announcer/channel.ts";
import type { PostText } from "../announcer/posts/told.ts";

type Post = Task & { kind: "post" };

/** A post that is written down as being sent. */
interface Begun {
  payload: unknown;
  address: Address;
}

/** Fixes a post for customers in the namespace's voice; null where it may not go out, or is not ours to tell. */
export async function beginNetworkPost(
  context: Context,
  telling: { outlet: Outlet; channel: Channel; address: Address },
  task: Post,
  said: Content,
  operators: Operators,
): Promise<Begun | null> {
  const { outlet, channel, address } = telling;
  if (task.allowed !== undefined)
    return beginAllowed(context, telling, task.allowed, operators);
  const { ids, topic } = task;
  const speaking = await speakingOf(
    context,
    outlet,
    ids[0] ?? 0,
    namesIn(said),
  );
  const content =
    speaking === null
      ? said
      : await pictured(context, spoken(said, speaking), speaking);
  const composed = channel.compose(content, outlet.audience) as PostText;
  const payload = await inNewWords(context, outlet, composed);
  const thread = speaking?.replies === false ? null : task.thread;
  const post = { ids, topic, payload, threadId: thread?.id ?? null };
  if (speaking !== null) {
    const news = task.maintenance?.news.at(-1);
    const fixed = {
      ...post,
      isMaintenance: task.maintenance !== null,
      endsMaintenance: news === "ends" || news === "cancelled",
    };
    const { namespaceId } = speaking;
    if (!(await review(context, outlet, namespaceId, fixed, operators)))
      return null;
  }
  if (!(await beginTelling(context, outlet, post))) return null;
  const threadRemoteId = thread === null ? null : address.threadRemoteId;
  return { payload, address: { ...address, threadRemoteId } };
}

/** What somebody allowed goes out as it was shown. */
async function beginAllowed(
  context: Context,
  { outlet, address }: { outlet: Outlet; address: Address },
  allowed: Draft,
  operators: Operators,
): Promise<Begun | null> {
  if (!(await reviewAgain(context, outlet, allowed, operators))) return null;
  const payload = await beginDraft(context, outlet, allowed);
  return payload === null ? null : { payload, address };
}

/** A post of one outage may show how the service did lately. */
async function pictured(
  context: Context,
  content: Content,
  { pictures }: Speaking,
): Promise<Content> {
  if (!pictures || content.kind !== "stories") return content;
  const [story, ...others] = content.stories;
  const isWorth = ["trouble", "brief", "recovered"].includes(content.topic);
  if (!isWorth || story === undefined || others.length > 0) return content;
  if (story.site === null) return content; // it is hidden by now, and may be called otherwise
  const picture = await postPicture(context, story.serviceId);
  return { ...content, picture };
}

function namesIn(content: Content): string[] {
  switch (content.kind) {
    case "stories":
      return content.stories.map(({ service }) => service);
    case "maintenance":
      return content.maintenance.services.names;
    case "report":
    case "words":
      return [];
  }
}

function spoken(content: Content, { voice, nameOf }: Speaking): Content {
  switch (content.kind) {
    case "stories":
      return {
        ...content,
        voice,
        stories: content.stories.map((story) => ({
          ...story,
          service: nameOf(story.service),
        })),
      };
    case "maintenance": {
      const { services } = content.maintenance;
      const named = { ...services, names: services.names.map(nameOf) };
      return {
        ...content,
        voice,
        maintenance: { ...content.maintenance, services: named },
      };
    }
    case "report":
    case "words":
      return content;
  }
}
