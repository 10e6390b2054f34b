import type { Clock } from "../base/clock.ts";
import { version } from "../base/version.ts";
import type { Store } from "../store/db.ts";
import { type Context, refuse, type Refusal } from "./context.ts";
import {
  lookAtHousekeeping,
  lookAtMigrations,
  lookAtPartitions,
  lookAtSecrets,
  lookAtServer,
  UNREACHABLE,
} from "./doctor/database.ts";
import { lookAtDeadman } from "./doctor/deadman.ts";
import {
  type Examination,
  examined,
  type Finding,
  fine,
  wrong,
} from "./doctor/finding.ts";
import { lookAtInstances } from "./doctor/instances.ts";
import {
  lookAtDeliveries,
  lookAtMonitors,
  lookAtOutlets,
} from "./doctor/ledger.ts";
import { lookAtMail } from "./doctor/mail.ts";
import { lookAtTelling } from "./doctor/own-troubles.ts";
import type { Alarm } from "./upkeep/own-troubles.ts";
import { mayNotChange } from "./people/permission.ts";

export type { Finding } from "./doctor/finding.ts";

/** What the doctor looks at. */
export interface Patient {
  /** Or why it cannot be opened, in words. */
  store: Pick<Store, "db"> | { failure: string };
  /** Of the key that secrets are sealed with, or why there is none. */
  secretKey: { keyId: string } | { failure: string };
  /** Whether anybody out there answers. */
  askWitnesses: () => Promise<boolean>;
  clock: Clock;
  /** The server that mails go through; not there where none is configured. */
  mailHost?: string | undefined;
  /** How the operators are told where Slack fails; not said: not at all. */
  alarm?: Alarm;
  /** Whether a service outside is told that all is well. */
  hasDeadman?: boolean;
}

const NO_ALARM: Alarm = {
  operators: async () => [],
  bySms: false,
  byMail: false,
};

const NO_LINE =
  "See that this machine reaches the internet; if it cannot reach these at all, set WITNESSES to addresses that it can.";
const NO_KEY =
  "Restore SECRET_KEY or the file secret.key of DATA_DIR from a backup.";
const LOG = "The log says more.";

/** How everything does, with what to do about what is wrong; for those who may change things. */
export async function examineFor(
  context: Context,
  patient: Patient,
): Promise<{ ok: true; findings: Finding[] } | Refusal> {
  const refusal = mayNotChange(context, null);
  if (refusal === undefined)
    return { ok: true, findings: await examine(patient) };
  return refusal.kind === "not-allowed"
    ? refuse(
        refusal.kind,
        "What the doctor sees is for editors and admins: ask one of them.",
      )
    : refusal;
}

/** The same without a question who asks. Each part has a deadline of its own; it never throws. */
export async function examine(patient: Patient): Promise<Finding[]> {
  const { clock, askWitnesses } = patient;
  const program = fine(
    "program",
    `allswell ${version}, Node ${process.versions.node}`,
  );
  const line: Examination = {
    name: "line",
    advice: NO_LINE,
    async look() {
      return (await askWitnesses())
        ? [fine("line", "witnesses answer")]
        : [wrong("line", "none of the witnesses answers", NO_LINE)];
    },
  };
  const [database, outside] = await Promise.all([
    examineDatabase(patient),
    examined(line, clock),
  ]);
  return [program, ...database, ...outside];
}

async function examineDatabase(patient: Patient): Promise<Finding[]> {
  const { store, clock } = patient;
  if ("failure" in store)
    return [wrong("database", store.failure, UNREACHABLE)];
  const { db } = store;
  const server = await examined(
    { name: "database", advice: UNREACHABLE, look: () => lookAtServer(db) },
    clock,
  );
  const isGone = server.some(
    (finding) => !finding.isFine && finding.advice === UNREACHABLE,
  );
  if (isGone) return server;
  const parts = partsOf(db, patient).map((part) => examined(part, clock));
  return [...server, ...(await Promise.all(parts)).flat()];
}

function partsOf(
  db: Store["db"],
  { secretKey, clock, mailHost, alarm = NO_ALARM, hasDeadman = false }: Patient,
): Examination[] {
  const now = clock.now();
  const of = (
    name: string,
    look: () => Promise<Finding[]>,
    advice = LOG,
  ): Examination => ({ name, look, advice });
  return [
    of("migrations", () => lookAtMigrations(db)),
    of("instances", () => lookAtInstances(db, now)),
    of("monitors", () => lookAtMonitors(db)),
    of("deliveries", () => lookAtDeliveries(db, now)),
    of("telling", () => lookAtTelling(db, now, alarm)),
    ...(hasDeadman
      ? [of("dead man's switch", () => lookAtDeadman(db, now))]
      : []),
    of("channels", () => lookAtOutlets(db)),
    ...(mailHost === undefined
      ? []
      : [of("mail", () => lookAtMail(db, mailHost))]),
    of("results", () => lookAtPartitions(db, now)),
    of("house-keeping", () => lookAtHousekeeping(db)),
    of(
      "secrets",
      async () =>
        "failure" in secretKey
          ? [wrong("secrets", secretKey.failure, NO_KEY)]
          : lookAtSecrets(db, secretKey.keyId),
      NO_KEY,
    ),
  ];
}
