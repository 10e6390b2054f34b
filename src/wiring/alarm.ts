import type { Operators } from "../actions/upkeep/operators.ts";
import type { Alarm } from "../actions/upkeep/own-troubles.ts";
import type { Config } from "../config.ts";

/** How the operators can be told where Slack is what fails. */
export function alarmOf(
  { twilio, mail }: Pick<Config, "twilio" | "mail">,
  operators: Operators,
): Alarm {
  return { operators, bySms: twilio !== null, byMail: mail !== null };
}
