import { durationInWords } from "../../domain/duration.ts";
import { DAY, type Instant, SECOND } from "../../domain/time.ts";
import { counted } from "../../base/text.ts";
import { periodicRuns } from "../../store/bookkeeping.ts";
import type { Db } from "../../store/db.ts";
import { secretCounts, serverFacts } from "../../store/views/examine.ts";
import { migrationState } from "../../store/migrate.ts";
import { resultDays } from "../../store/results/partitions.ts";
import { DEADMAN } from "../upkeep/deadman.ts";
import { type Finding, fine, wrong } from "./finding.ts";

const SLOW_MS = SECOND / 4;
const MOST_CONNECTIONS = 0.9;
const GIGABYTE = 1_073_741_824;

export const UNREACHABLE =
  "See that PostgreSQL runs, and that DATABASE_URL leads to it; meanwhile nothing is looked at, and nothing is called down.";

/** Whether it answers, how quickly, and how large it is. */
export async function lookAtServer(db: Db): Promise<Finding[]> {
  const began = performance.now();
  await db.query("SELECT 1");
  const took = performance.now() - began;
  const { version, sizeBytes, connections, mostConnections } =
    await serverFacts(db);
  const name = "database";
  const findings: Finding[] = [];
  if (took > SLOW_MS)
    findings.push(
      wrong(
        name,
        `PostgreSQL took ${durationInWords(took)} to answer`,
        "Look at the load and the disk of its machine.",
      ),
    );
  if (connections > MOST_CONNECTIONS * mostConnections)
    findings.push(
      wrong(
        name,
        `${connections} of ${mostConnections} connections are in use`,
        "Raise max_connections of PostgreSQL; each instance takes up to 12.",
      ),
    );
  return findings.length > 0
    ? findings
    : [
        fine(
          name,
          `PostgreSQL ${version} answers in ${durationInWords(took)}, ${gigabytes(sizeBytes)}, ${connections} of ${mostConnections} connections`,
        ),
      ];
}

export function gigabytes(bytes: number): string {
  return bytes < GIGABYTE
    ? `${Math.round((bytes / GIGABYTE) * 1_024)} MB`
    : `${(bytes / GIGABYTE).toFixed(1)} GB`;
}

/** Whether its tables are those of this program. */
export async function lookAtMigrations(db: Db): Promise<Finding[]> {
  const { latest, missing, isNewer } = await migrationState(db);
  const name = "migrations";
  if (isNewer)
    return [
      wrong(
        name,
        "the database was made by a newer allswell",
        "Update this program, or restore an older backup.",
      ),
    ];
  return missing.length > 0
    ? [
        wrong(
          name,
          `${missing.join(", ")} ${missing.length === 1 ? "is" : "are"} missing`,
          "Run `npx allswell migrate`, or restart the program.",
        ),
      ]
    : [fine(name, `up to ${latest}`)];
}

/** Whether there is room for the results of today and tomorrow, and how far back they go. */
export async function lookAtPartitions(
  db: Db,
  now: Instant,
): Promise<Finding[]> {
  const days = await resultDays(db);
  const needed = [now, now + DAY].map((at) =>
    new Date(at).toISOString().slice(0, 10),
  );
  const missing = needed.filter((day) => !days.includes(day));
  const name = "results";
  return missing.length > 0
    ? [
        wrong(
          name,
          `there is no table for the results of ${missing.join(" and ")}`,
          "An instance with the role probe makes it within the hour: see that one runs, and what house-keeping says.",
        ),
      ]
    : [fine(name, `kept since ${days[0]}`)];
}

/** What is done now and then by whichever instance comes first. */
export async function lookAtHousekeeping(db: Db): Promise<Finding[]> {
  const name = "house-keeping";
  const runs = (await periodicRuns(db)).filter((run) => run.name !== DEADMAN);
  const failed = runs.filter(({ failure }) => failure !== null);
  return failed.length > 0
    ? failed.map((run) =>
        wrong(
          name,
          `${run.name} fails: ${run.failure}`,
          "It is tried again each minute; the log of the instance that does it says more.",
        ),
      )
    : [fine(name, counted(runs.length, "piece") + " of work, none failing")];
}

/** Whether the key opens what was sealed. */
export async function lookAtSecrets(db: Db, keyId: string): Promise<Finding[]> {
  const { all, foreign } = await secretCounts(db, keyId);
  const name = "secrets";
  return foreign > 0
    ? [
        wrong(
          name,
          `${foreign} of ${all} were sealed with another key`,
          "Restore SECRET_KEY or the file secret.key of DATA_DIR, or enter those secrets again.",
        ),
      ]
    : [
        fine(
          name,
          `the key is there, ${counted(all, "secret")} sealed with it`,
        ),
      ];
}
