import { WebClient } from "@slack/web-api";
import type { Operators } from "../actions/operators.ts";
import { twilioPhone } from "../announcer/sms/phone.ts";
import type { Log } from "../base/log.ts";
import { People } from "../bot/people.ts";
import { slackLog } from "../bot/slack-log.ts";
import type { Config } from "../config.ts";
import type { Foundation } from "../foundation.ts";
import type { SchedulerOptions } from "../scheduler/index.ts";

/** Whoever has answered an SMS does not wait longer for Slack to say who it is. */
const TIMEOUT_MS = 5_000;

/** What calling people needs: the telephone, and who somebody is. */
export function pagingOf(
  { twilio, slack, admins, publicUrl }: Config,
  { clock }: Foundation,
  log: Log,
  operators: Operators,
): SchedulerOptions["paging"] {
  const client = new WebClient(slack?.botToken, {
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: TIMEOUT_MS,
    logger: slackLog(log),
    ...(slack?.apiUrl === undefined ? {} : { slackApiUrl: slack.apiUrl }),
  });
  const people = new People(client, { clock, log, admins });
  return {
    phone: twilio === null ? null : twilioPhone(twilio),
    isTold: publicUrl !== undefined,
    operators,
    person: (userId) => people.actor(userId, undefined),
  };
}
