import { WebClient } from "@slack/web-api";
import { type Actor, type Context, system } from "../actions/context.ts";
import { smsReceivedBy } from "../actions/receive-sms.ts";
import type { Channel } from "../announcer/channel.ts";
import { slackChannel } from "../announcer/slack.ts";
import { twilioLine } from "../announcer/sms/line.ts";
import { xChannel } from "../announcer/x.ts";
import type { Log } from "../base/log.ts";
import { slackLog } from "../bot/slack-log.ts";
import type { SmsLine } from "../checks/sms/line.ts";
import type { Config } from "../config.ts";
import type { Foundation } from "../foundation.ts";

/** A send has this long; the ledger asks the remote about those that took longer. */
const SLACK_SEND_TIMEOUT_MS = 5_000;

/** Every way out that the configuration names. */
export function channelsOf(
  { slack, twitter }: Config,
  { clock }: Foundation,
  log: Log,
): Record<string, Channel> {
  const client = new WebClient(slack?.botToken, {
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: SLACK_SEND_TIMEOUT_MS,
    logger: slackLog(log),
    ...(slack?.apiUrl === undefined ? {} : { slackApiUrl: slack.apiUrl }),
  });
  return {
    slack: slackChannel(client),
    ...(twitter === null ? {} : { x: xChannel(twitter, clock) }),
  };
}

/** Our telephone number. Where Twilio can reach us it tells us of replies; else it is asked. */
export function smsLineOf(
  { twilio, publicUrl }: Config,
  contextOf: (actor: Actor) => Context,
): SmsLine | null {
  if (twilio === null) return null;
  const told = async (since: number) =>
    (await smsReceivedBy(contextOf(system), twilio.from, since)).map(
      ({ sid, sender, text, at }) => ({ id: sid, from: sender, text, at }),
    );
  return twilioLine(twilio, publicUrl === undefined ? null : told);
}
