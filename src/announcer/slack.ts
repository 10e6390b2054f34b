import type { ChatPostMessageArguments, WebClient } from "@slack/web-api";
import type { Block } from "../base/slack-blocks.ts";
import type { Instant } from "../domain/time.ts";
import type { Address, Channel, Content, Found, Outcome } from "./channel.ts";
import { isChart } from "../pictures/native.ts";
import { reportMessage } from "../pictures/report-message.ts";
import { draftMessage } from "./slack/draft-message.ts";
import { outcomeOf, refusesBlocks, refusesThread } from "./slack/errors.ts";
import { maintenanceMessage } from "./slack/maintenance-message.ts";
import { composeSlack, type SlackMessage } from "./slack/incident-message.ts";

/** Under this name each message carries its delivery's id, so that it can be found again. */
const EVENT_TYPE = "allswell_delivery";
const HISTORY_PAGE = 100;

/**
 * Slack channels and direct messages. The client must not retry by itself (`retryConfig: {retries: 0}`,
 * `rejectRateLimitedCalls: true`) and must have a timeout: retries are the ledger's business.
 */
export function slackChannel(client: WebClient): Channel {
  return {
    compose: composed,
    send: (payload, address) => post(client, payload as SlackMessage, address),
    find: (_payload, address) => find(client, address),
    edit: (remoteId, payload, address) =>
      edit(client, remoteId, payload as SlackMessage, address),
  };
}

function composed(content: Content): SlackMessage {
  switch (content.kind) {
    case "maintenance":
      return maintenanceMessage(content.maintenance, content.isReply);
    case "report":
      return reportMessage(content.report);
    case "words":
      return content.draft === undefined
        ? composeSlack(content)
        : draftMessage(content.draft);
    case "stories":
      return composeSlack(content);
  }
}

/** Better without its charts than plain, better plain than not at all; and on its own where its thread is gone. */
async function post(
  client: WebClient,
  message: SlackMessage,
  address: Address,
): Promise<Outcome> {
  for (const blocks of plainerAndPlainer(message.blocks)) {
    try {
      return await postOnce(client, { ...message, blocks }, address);
    } catch (error) {
      if (address.threadRemoteId !== null && refusesThread(error))
        return post(client, message, { ...address, threadRemoteId: null });
      if (blocks.length === 0 || !refusesBlocks(error)) return outcomeOf(error);
    }
  }
  throw new Error("the last try has no blocks");
}

function plainerAndPlainer(blocks: Block[]): Block[][] {
  const withoutCharts = blocks.filter((block) => !isChart(block));
  return withoutCharts.length < blocks.length
    ? [blocks, withoutCharts, []]
    : [blocks, []];
}

async function postOnce(
  client: WebClient,
  { text, blocks, broadcast }: SlackMessage,
  address: Address,
): Promise<Outcome> {
  const request = {
    channel: address.recipient,
    text,
    ...(blocks.length > 0 ? { blocks } : {}),
    ...(address.threadRemoteId === null
      ? {}
      : {
          thread_ts: tsOf(address.threadRemoteId),
          ...(broadcast === true ? { reply_broadcast: true } : {}),
        }),
    metadata: {
      event_type: EVENT_TYPE,
      event_payload: { delivery_id: address.deliveryId },
    },
    unfurl_links: false,
    unfurl_media: false,
  };
  const answer = await client.chat.postMessage(
    request as ChatPostMessageArguments,
  );
  if (answer.ts === undefined)
    return { kind: "ambiguous", reason: "Slack's answer names no message" };
  // A direct message is posted to a person but lives in a conversation: edits need its id.
  return {
    kind: "accepted",
    remoteId: `${answer.channel ?? address.recipient}:${answer.ts}`,
  };
}

async function edit(
  client: WebClient,
  remoteId: string,
  { text, blocks }: SlackMessage,
  address: Address,
): Promise<Outcome> {
  try {
    const request = {
      channel: conversationOf(remoteId) ?? address.recipient,
      ts: tsOf(remoteId),
      text,
      blocks,
    };
    await client.chat.update(request);
    return { kind: "accepted", remoteId };
  } catch (error) {
    return outcomeOf(error);
  }
}

/** Reads what was posted since, in the channel or in the thread, and looks for our mark. */
async function find(client: WebClient, address: Address): Promise<Found> {
  try {
    const conversation = await conversationFor(client, address);
    const ts = await findTs(client, conversation, address);
    return ts === undefined
      ? { kind: "absent" }
      : { kind: "found", remoteId: `${conversation}:${ts}` };
  } catch (error) {
    if (address.threadRemoteId !== null && refusesThread(error))
      return find(client, { ...address, threadRemoteId: null });
    const outcome = outcomeOf(error);
    const why = "reason" in outcome ? `: ${outcome.reason}` : "";
    return {
      kind: "unsure",
      reason: `it cannot be seen whether the message was posted${why}`,
    };
  }
}

interface Page {
  messages?: {
    ts?: string | undefined;
    metadata?:
      { event_type?: string | undefined; event_payload?: unknown } | undefined;
  }[];
  response_metadata?: { next_cursor?: string };
}

async function findTs(
  client: WebClient,
  channel: string,
  address: Address,
): Promise<string | undefined> {
  const thread = address.threadRemoteId;
  let cursor: string | undefined;
  do {
    const range = {
      channel,
      oldest: slackTime(address.since),
      include_all_metadata: true,
      limit: HISTORY_PAGE,
      ...(cursor === undefined ? {} : { cursor }),
    };
    const page = (
      thread === null
        ? await client.conversations.history(range)
        : await client.conversations.replies({ ...range, ts: tsOf(thread) })
    ) as Page;
    const ours = page.messages?.find(
      ({ metadata }) =>
        metadata?.event_type === EVENT_TYPE &&
        deliveryIdOf(metadata.event_payload) === address.deliveryId,
    );
    if (ours?.ts !== undefined) return ours.ts;
    cursor = page.response_metadata?.next_cursor || undefined;
  } while (cursor !== undefined);
  return undefined;
}

/** The conversation of an outlet: a channel is its own, a person's must be asked for. */
async function conversationFor(
  client: WebClient,
  { recipient, threadRemoteId }: Address,
): Promise<string> {
  if (threadRemoteId !== null)
    return conversationOf(threadRemoteId) ?? recipient;
  if (!/^[UW]/.test(recipient)) return recipient;
  const opened = await client.conversations.open({ users: recipient });
  return opened.channel?.id ?? recipient;
}

/** Our remote ids are "conversation:ts". */
function tsOf(remoteId: string): string {
  return remoteId.slice(remoteId.indexOf(":") + 1);
}

function conversationOf(remoteId: string): string | undefined {
  return remoteId.includes(":")
    ? remoteId.slice(0, remoteId.indexOf(":"))
    : undefined;
}

function slackTime(at: Instant): string {
  return (at / 1_000).toFixed(6);
}

function deliveryIdOf(payload: unknown): unknown {
  return typeof payload === "object" &&
    payload !== null &&
    "delivery_id" in payload
    ? payload.delivery_id
    : undefined;
}
