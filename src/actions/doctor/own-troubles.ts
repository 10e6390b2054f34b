import { counted } from "../../base/text.ts";
import { durationInWords } from "../../domain/duration.ts";
import type { Instant } from "../../domain/time.ts";
import type { Db } from "../../store/db.ts";
import {
  type Alarm,
  channelWords,
  hasOperators,
  openTroubles,
  reachableOutsideSlack,
} from "../upkeep/own-troubles.ts";
import { type Finding, fine, wrong } from "./finding.ts";

/** Whether allswell can tell what it has to tell; what it cannot is an incident of its own. */
export async function lookAtTelling(
  db: Db,
  now: Instant,
  alarm: Alarm,
): Promise<Finding[]> {
  const name = "telling";
  if (!(await hasOperators(db, alarm)))
    return [
      wrong(
        name,
        "nobody hears when allswell itself fails",
        "Name people in ADMINS, or `people add @ada admin`; without ADMINS the admins of the Slack workspace are told, where Slack says who they are.",
      ),
    ];
  const open = await openTroubles(db);
  return open.length === 0
    ? [fine(name, `nothing is late; ${await otherWays(db, alarm)}`)]
    : open.map(({ channel, beganAt, waiting, told }) =>
        wrong(
          name,
          `nothing comes through by ${channelWords(channel)} for ${durationInWords(now - beganAt)}; ${counted(waiting, "message")} waited when it was noticed, and ${told.length === 0 ? "nobody could be told of that by another way" : `that was told ${told.length === 1 ? "one way" : `${told.length} ways`} besides`}`,
          told.length === 0
            ? "Keep a number or an address (`contact`), and set TWILIO_… or SMTP_URL: then the operators hear of the next one. `deliveries waiting` says why messages wait."
            : "`deliveries waiting` says why messages wait; they are told as soon as it works.",
        ),
      );
}

async function otherWays(db: Db, alarm: Alarm): Promise<string> {
  const { people, lists } = await reachableOutsideSlack(db, alarm);
  if (people > 0)
    return `should Slack fail, ${counted(people, "operator")} can be told by SMS or mail`;
  return lists > 0
    ? `should Slack fail, addresses of the team (${lists}) are told by mail`
    : "should Slack fail, nobody can be told by another way (TWILIO_… or SMTP_URL, and `contact` for each operator)";
}
