import { durationInWords } from "../../domain/duration.ts";
import { type Instant, MINUTE } from "../../domain/time.ts";
import { periodicRuns } from "../../store/bookkeeping.ts";
import type { Db } from "../../store/db.ts";
import { DEADMAN } from "../upkeep/deadman.ts";
import { type Finding, fine, wrong } from "./finding.ts";

const LATE_MS = 3 * MINUTE;

/** When the service outside last heard that all is well. */
export async function lookAtDeadman(db: Db, now: Instant): Promise<Finding[]> {
  const name = "dead man's switch";
  const run = (await periodicRuns(db)).find((one) => one.name === DEADMAN);
  const last = run?.finishedAt ?? null;
  const when =
    last === null
      ? "never pinged yet"
      : `last pinged ${durationInWords(now - last)} ago`;
  const failure = run?.failure ?? null;
  if (failure === null && last !== null && now - last < LATE_MS)
    return [fine(name, when)];
  return [
    wrong(
      name,
      failure === null ? when : `${when}: ${failure}`,
      "See that an instance with the role probe or deliver runs, and that DEADMAN_URL is right and can be reached.",
    ),
  ];
}
