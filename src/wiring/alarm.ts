import type { Alarm } from "../actions/own-troubles.ts";
import type { Config } from "../config.ts";

/** How the operators can be told where Slack is what fails. */
export function alarmOf({ admins, twilio, mail }: Config): Alarm {
  return { operators: admins, bySms: twilio !== null, byMail: mail !== null };
}
