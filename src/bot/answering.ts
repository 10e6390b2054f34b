import type { RespondArguments, RespondFn } from "@slack/bolt";
import {
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  type WebClient,
} from "@slack/web-api";
import { SECOND } from "../domain/time.ts";
import type { Desk } from "./desk.ts";
import {
  formBehindButton,
  type Form,
  type Message,
  say,
  type View,
} from "./reply.ts";
import { typedHere } from "./typed-here.ts";

/** Slack asks for patience at times; longer than this nobody waits for an answer. */
const LONGEST_WAIT_S = 20;

/** A direct message is kept for ever: no place for a secret. */
const NOT_SHOWN = say(
  "A secret was made for you, and Slack did not let it be shown to you alone: take it back (`token list` shows it), and make another.",
);

/** A person who acted: a command, a press, a form. */
export interface Person {
  userId: string;
  /** Answers in the place where the person acted; undefined where Slack gave no way back. */
  respond: RespondFn | undefined;
  /** The thread in which it was. */
  threadTs?: string | undefined;
  /** What people type before a verb there. */
  before: string;
}

/** Answers one person, in the place of what was pressed or below it; where Slack's way back is gone, in a direct message. */
export async function answerPerson(
  desk: Desk,
  person: Person,
  reply: Message,
  replaces = false,
): Promise<void> {
  const { text, blocks } = typedHere(reply, person.before);
  const { respond, threadTs, userId } = person;
  const answer: RespondArguments = {
    response_type: "ephemeral",
    replace_original: replaces,
    text,
    blocks,
    ...(threadTs === undefined ? {} : { thread_ts: threadTs }),
  };
  try {
    if (respond === undefined) throw new Error("there is no response_url");
    await orPlainer(respond, answer, reply.plainer);
  } catch (error) {
    desk.log.debug({ err: error }, "answered by a direct message instead");
    await post(
      desk,
      { channel: userId },
      reply.isSecret === true ? NOT_SHOWN : reply,
    );
  }
}

/** Slack's way back does not say why it refused an answer: where there is a plainer one, it is tried. */
async function orPlainer(
  respond: RespondFn,
  answer: RespondArguments,
  plainer: Message | undefined,
): Promise<void> {
  try {
    await respond(answer);
  } catch (error) {
    if (plainer === undefined) throw error;
    const { text, blocks } = plainer;
    await respond({ ...answer, text, blocks });
  }
}

/** A conversation, or a thread in it. */
interface Place {
  channel: string;
  thread_ts?: string | undefined;
}

/** Posts an answer where everybody in a conversation sees it. */
export async function post(
  desk: Desk,
  place: Place,
  reply: Message,
): Promise<void> {
  try {
    await postOnce(desk, place, reply);
  } catch (error) {
    if (reply.plainer === undefined || !refusesBlocks(error)) throw error;
    await postOnce(desk, place, reply.plainer);
    await postFilesOf(desk, place, reply);
  }
}

/** Where a chart could not be shown, its picture follows, if Slack takes files there. */
async function postFilesOf(
  desk: Desk,
  { channel, thread_ts: threadTs }: Place,
  { files, text }: Message,
): Promise<void> {
  if (files === undefined) return;
  const place = { channelId: channel, threadTs };
  const problem = await desk.tools.postFiles(place, await files(), text);
  if (problem !== undefined) desk.log.debug({ problem }, "no picture followed");
}

function refusesBlocks(error: unknown): boolean {
  return (
    error instanceof WebAPIPlatformError &&
    error.data.error === "invalid_blocks"
  );
}

async function postOnce(
  desk: Desk,
  place: Place,
  { text, blocks }: Message,
): Promise<void> {
  const { channel, thread_ts: threadTs } = place;
  const request = {
    channel,
    text,
    blocks: blocks as never,
    unfurl_links: false,
    unfurl_media: false,
    ...(threadTs === undefined ? {} : { thread_ts: threadTs }),
  };
  try {
    await desk.client.chat.postMessage(request);
  } catch (error) {
    // Too many at once: nothing was posted, and Slack says when to come again.
    if (!(error instanceof WebAPIRateLimitedError)) throw error;
    if (error.retryAfter > LONGEST_WAIT_S) throw error;
    await desk.clock.sleep(error.retryAfter * SECOND);
    await desk.client.chat.postMessage(request);
  }
}

/** A view that is open already, in which a button was pressed. */
export interface OpenView {
  id: string;
  hash: string;
}

/**
 * Opens a form, or changes the one in which the button was pressed. A trigger lives for three seconds: where it is
 * too late, what comes back is a message with a button that has a new one.
 */
export async function openForm(
  client: WebClient,
  form: Form,
  { triggerId, open }: { triggerId: string; open?: OpenView | undefined },
): Promise<Message | undefined> {
  try {
    if (open === undefined)
      await client.views.open({
        trigger_id: triggerId,
        view: slackView(form.view),
      });
    else
      await client.views.update({
        view_id: open.id,
        hash: open.hash,
        view: slackView(form.view),
      });
    return undefined;
  } catch (error) {
    if (!(error instanceof WebAPIPlatformError)) throw error;
    switch (error.data.error) {
      case "expired_trigger_id":
      case "exchanged_trigger_id":
        return formBehindButton(form);
      case "missing_scope":
        if (form.plainer === undefined) throw error;
        return openForm(client, plainerForm(form), { triggerId, open });
      case "hash_conflict":
      case "not_found":
        return say("The form changed or was closed meanwhile: open it again.");
      default:
        throw error;
    }
  }
}

function plainerForm({ plainer, ...form }: Form): Form {
  return plainer === undefined ? form : { ...form, view: plainer };
}

/** Our blocks are Slack's; its types only spell each kind out. */
export function slackView(view: View): never {
  return view as never;
}
