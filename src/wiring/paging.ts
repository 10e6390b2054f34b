import type { Operators } from "../actions/upkeep/operators.ts";
import { twilioPhone } from "../announcer/sms/phone.ts";
import type { Log } from "../base/log.ts";
import { People } from "../bot/people.ts";
import type { Config } from "../config.ts";
import type { Foundation } from "../foundation.ts";
import type { SchedulerOptions } from "../scheduler/index.ts";
import { slackClientOf } from "./slack-client.ts";

/** Whoever has answered an SMS does not wait longer for Slack to say who it is. */
const TIMEOUT_MS = 5_000;

/** What calling people needs: the telephone, and who somebody is. */
export function pagingOf(
  { twilio, slack, admins, publicUrl }: Config,
  { clock }: Foundation,
  log: Log,
  operators: Operators,
): SchedulerOptions["paging"] {
  const client = slackClientOf(slack, log, TIMEOUT_MS);
  const people = new People(client, { clock, log, admins });
  return {
    phone: twilio === null ? null : twilioPhone(twilio),
    isTold: publicUrl !== undefined,
    operators,
    person: (userId) => people.actor(userId, undefined),
  };
}
