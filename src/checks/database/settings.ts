import * as z from "zod";
import { choice, duration, longText, secretText, text } from "../fields.ts";
import { certificateDaysField } from "../connection/tls-fields.ts";
import { hostField, portConflict, portField } from "../host-and-port.ts";
import { slowField } from "../slow.ts";
import { disorder, numberLimitFields, thresholdMeta } from "../thresholds.ts";

const LONGEST_QUERY = 4_000;

const login = {
  username: text({
    label: "User name",
    help: "Without one, only the handshake is tried: is the server there and does it take connections?",
  }).optional(),
  password: secretText({ label: "Password" }).optional(),
  database: text({ label: "Database" }).optional(),
};

const query = {
  query: longText(
    {
      label: "Query",
      help: "One statement that only reads, run in a read-only transaction. The first column of its first row is judged. SELECT 1 where none is given.",
      placeholder: "SELECT count(*) FROM jobs WHERE failed",
    },
    { max: LONGEST_QUERY, judge: queryProblem },
  ).optional(),
  equals: text({
    label: "Answer is",
    help: "The query must answer exactly this.",
  }).optional(),
  ...numberLimitFields("answer"),
};

const replication = {
  role: choice(["any", "primary", "replica"], {
    label: "Role",
    help: "What the server must be; a replica must be replicating.",
  }).default("any"),
  lag: lagField("degraded"),
  lagDown: lagField("down"),
};

const connection = {
  tls: choice(["off", "prefer", "require", "verify"], {
    label: "TLS",
    help: "prefer: where the server offers it. require: it must. verify: its certificate must be good, too; only this keeps the password from an impostor.",
  }).default("prefer"),
  certificateDays: certificateDaysField(),
  slow: slowField(),
};

/** The settings of a database check, in the order of its form. */
export function databaseSettings(standardPort: number) {
  return z
    .strictObject({
      host: hostField({ placeholder: "db.example.org" }),
      port: portField(standardPort).optional(),
      ...login,
      ...query,
      ...replication,
      ...connection,
    })
    .superRefine(
      (settings, context) => {
        for (const [field, message] of conflicts(settings, standardPort))
          context.addIssue({ code: "custom", path: [field], message });
      },
      { when: ({ value }) => typeof value === "object" && value !== null },
    );
}

export type DatabaseSettings = z.infer<ReturnType<typeof databaseSettings>>;

/** Whether anything is asked of replication. */
export function watchesReplication(settings: Unjudged): boolean {
  const { role, lag, lagDown } = settings;
  return role === "replica" || lag !== undefined || lagDown !== undefined;
}

/** Settings of which some may be wrong: anything may stand anywhere. */
type Unjudged = Partial<Record<keyof DatabaseSettings, unknown>>;
type Conflict = readonly [field: keyof DatabaseSettings, text: string];

const needsLogin = ["password", "database", "query", "role"] as const;
const needsQuery = [
  "equals",
  "above",
  "aboveDown",
  "below",
  "belowDown",
] as const;
const lags = ["lag", "lagDown"] as const;

/** Which settings do not go together. Asked even where single fields are wrong, so that all is listed at once. */
function conflicts(settings: Unjudged, standardPort: number): Conflict[] {
  const found: Conflict[] = [];
  const port = portConflict(settings, standardPort);
  if (port !== undefined) found.push(["port", port]);
  const isSet = (field: keyof DatabaseSettings): boolean =>
    settings[field] !== undefined && settings[field] !== "any";
  if (!isSet("username"))
    for (const field of [...needsLogin, ...lags])
      if (isSet(field)) found.push([field, "needs a user name"]);
  if (!isSet("query"))
    for (const field of needsQuery)
      if (isSet(field)) found.push([field, "needs a query"]);
  if (settings.role === "primary")
    for (const field of lags)
      if (isSet(field)) found.push([field, "is for replicas: change the role"]);
  const worse = { above: "more", below: "less", lag: "more" } as const;
  return [...found, ...disorder(settings, worse)];
}

function lagField(outcome: "degraded" | "down") {
  const farBehind = {
    what: "Lag",
    is: "above",
    passing: "A replica further behind",
  };
  return duration(
    { ...thresholdMeta(farBehind, outcome), placeholder: "1min" },
    { min: "1s", max: "30d" },
  ).optional();
}

/** Says early what the read-only transaction would refuse at every look. */
function queryProblem(query: string): string | undefined {
  return /^[\s(]*(select|with|show|table|values|explain|describe|desc)\b/i.test(
    query,
  )
    ? undefined
    : "must be one statement that only reads: SELECT, WITH, SHOW, TABLE, VALUES, EXPLAIN";
}
