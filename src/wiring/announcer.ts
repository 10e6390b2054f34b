import { type Actor, type Context, system } from "../actions/context.ts";
import { readersCopies } from "../actions/audience/readers.ts";
import { smsReceivedBy } from "../actions/paging/receive-sms.ts";
import type { Channel } from "../announcer/channel.ts";
import { blueskyChannel } from "../announcer/bluesky.ts";
import { mastodonChannel } from "../announcer/mastodon.ts";
import { connectedDispatcher } from "../announcer/posts/dispatcher.ts";
import { createConnector } from "../net/create-connector.ts";
import { readersChannel } from "../announcer/readers.ts";
import { slackChannel } from "../announcer/slack.ts";
import { smsChannel } from "../announcer/sms.ts";
import { twilioLine } from "../announcer/sms/line.ts";
import { webhookChannel } from "../announcer/webhook.ts";
import { xChannel } from "../announcer/x.ts";
import type { Log } from "../base/log.ts";
import type { SmsLine } from "../checks/sms/line.ts";
import type { Config } from "../config.ts";
import type { Picture } from "../domain/pictures.ts";
import { Studio } from "../pictures/studio.ts";
import type { Foundation } from "../foundation.ts";
import { slackClientOf } from "./slack-client.ts";

/** A send has this long; the ledger asks the remote about those that took longer. */
const SLACK_SEND_TIMEOUT_MS = 5_000;

/** Where Twilio tells what became of an SMS; see web/twilio.ts. */
const SMS_STATUS = "/hooks/twilio/status";

interface Beside {
  mail: Channel | null;
  /** Where this program is reached from outside; null where nobody could. */
  urlOf: ((path: string) => string) | null;
}

/** Every way out that the configuration names. */
export function channelsOf(
  { slack, twitter, twilio, publicUrl, allowNetworks }: Config,
  { clock }: Foundation,
  { mail, urlOf }: Beside,
  context: () => Context,
  log: Log,
): Record<string, Channel> {
  const client = slackClientOf(slack, log, SLACK_SEND_TIMEOUT_MS);
  const dispatcher = connectedDispatcher(createConnector({ allowNetworks }));
  const studio = new Studio();
  const draw = (picture: Picture) => studio.png(picture);
  return {
    slack: slackChannel(client),
    sms: smsChannel(twilio, {
      statusUrl: publicUrl === undefined ? null : `${publicUrl}${SMS_STATUS}`,
    }),
    ...(mail === null ? {} : { mail }),
    readers: readersChannel(readersCopies(context)),
    mastodon: mastodonChannel(dispatcher, clock),
    bluesky: blueskyChannel(dispatcher, clock),
    webhook: webhookChannel(dispatcher, clock, { urlOf }),
    ...(twitter === null ? {} : { x: xChannel(twitter, clock, { draw }) }),
  };
}

/** Our telephone number. Where Twilio can reach us it tells us of replies; else it is asked. */
export function smsLineOf(
  { twilio, publicUrl }: Config,
  contextOf: (actor: Actor) => Context,
): SmsLine | null {
  if (twilio === null || twilio.from === undefined) return null;
  const { from } = twilio;
  const told = async (since: number) =>
    (await smsReceivedBy(contextOf(system), from, since)).map(
      ({ sid, sender, text, at }) => ({ id: sid, from: sender, text, at }),
    );
  return twilioLine({ ...twilio, from }, publicUrl === undefined ? null : told);
}
