import { clip, counted } from "../../base/text.ts";
import { durationInWords } from "../../domain/duration.ts";
import { type Instant, MINUTE } from "../../domain/time.ts";
import type { Db } from "../../store/db.ts";
import {
  lastTold,
  ledgerFacts,
  overdueMonitors,
  silentOutlets,
  type StuckOutlet,
  stuckOutlets,
} from "../../store/views/examine.ts";
import { type Finding, fine, wrong } from "./finding.ts";

/** What was to be told so long ago, and was not. */
const LATE_MS = 2 * MINUTE;
const MOST_OUTLETS = 3;
const LONGEST_REASON = 200;

/** What waits to be told, what failed, and when something last arrived. */
export async function lookAtDeliveries(
  db: Db,
  now: Instant,
): Promise<Finding[]> {
  const name = "deliveries";
  const { waiting, ambiguous, dead } = await ledgerFacts(db);
  const troubles = lateInWords(await stuckOutlets(db, LATE_MS));
  if (ambiguous > 0)
    troubles.push(
      wrong(
        name,
        `${ambiguous} may or may not have arrived`,
        "Look in the channels themselves: `deliveries failed` lists them. They are asked about again by themselves.",
      ),
    );
  if (dead > 0)
    troubles.push(
      wrong(
        name,
        `${counted(dead, "message")} of the last ones could not be told`,
        "`deliveries failed` says why.",
      ),
    );
  const told = await lastTold(db);
  return [
    ...(troubles.length > 0
      ? troubles
      : [
          fine(
            name,
            waiting === 0 ? "none waiting" : `${waiting} on their way`,
          ),
        ]),
    ...(told.length === 0 ? [] : [fine("last told", lastInWords(told, now))]),
  ];
}

/** One outlet that refuses is told by its name; where nobody even tries, it is not the outlets' fault. */
function lateInWords(stuck: readonly StuckOutlet[]): Finding[] {
  const refusing = stuck.filter(({ failure }) => failure !== null);
  const untried = stuck.filter(({ failure }) => failure === null);
  const [oldest] = untried;
  const count = untried.reduce((sum, { waiting }) => sum + waiting, 0);
  const more = refusing.length - MOST_OUTLETS;
  return [
    ...(oldest === undefined
      ? []
      : [
          wrong(
            "deliveries",
            `${count} wait, the oldest for ${durationInWords(oldest.overdueMs)}`,
            "See that an instance with the role deliver runs; `deliveries waiting` says why.",
          ),
        ]),
    ...refusing
      .slice(0, MOST_OUTLETS)
      .map(({ label, waiting, overdueMs, failure }) =>
        wrong(
          "deliveries",
          `${counted(waiting, "message")} ${waiting === 1 ? "waits" : "wait"} for ${clip(label, LONGEST_REASON)}, the oldest for ${durationInWords(overdueMs)}: ${clip(failure ?? "", LONGEST_REASON)}`,
          "It is tried again by itself; mend it there, or drop what waits: `deliveries waiting`.",
        ),
      ),
    ...(more > 0
      ? [
          wrong(
            "deliveries",
            `and ${more} more channels refuse what waits`,
            "`deliveries waiting` lists it all.",
          ),
        ]
      : []),
  ];
}

function lastInWords(
  told: readonly { channel: string; at: Instant | null }[],
  now: Instant,
): string {
  return told
    .map(({ channel, at }) =>
      at === null
        ? `${channel} never`
        : `${channel} ${durationInWords(now - at)} ago`,
    )
    .join(", ");
}

/** Channels that nothing is told to any more. */
export async function lookAtOutlets(db: Db): Promise<Finding[]> {
  const silent = await silentOutlets(db);
  const name = "channels";
  const more = silent.length - MOST_OUTLETS;
  return [
    ...silent
      .slice(0, MOST_OUTLETS)
      .map(({ label, channel, reason }) =>
        wrong(
          name,
          `nothing is told to ${clip(label, LONGEST_REASON)} (${channel}): ${clip(reason, LONGEST_REASON)}`,
          "Mend that, then name the channel or account to the namespace anew: `namespace`, `twitter connect`.",
        ),
      ),
    ...(more > 0
      ? [wrong(name, `and ${more} more`, "`namespace` lists them all.")]
      : []),
    ...(silent.length === 0 ? [fine(name, "all of them are told")] : []),
  ];
}

/** Monitors that nobody looks at although they are due. */
export async function lookAtMonitors(db: Db): Promise<Finding[]> {
  const { all, overdue } = await overdueMonitors(db, MINUTE);
  const name = "monitors";
  return overdue > 0
    ? [
        wrong(
          name,
          `${overdue} of ${all} were due more than a minute ago`,
          "See that an instance with the role probe runs and is on time; more instances share the work.",
        ),
      ]
    : [fine(name, `${all}, none overdue`)];
}
