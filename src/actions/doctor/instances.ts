import { clip, listed } from "../../base/text.ts";
import { durationInWords } from "../../domain/duration.ts";
import { type Instant, SECOND } from "../../domain/time.ts";
import { type InstanceLine, listInstances } from "../../store/instances.ts";
import type { Db } from "../../store/db.ts";
import { gigabytes } from "./database.ts";
import { type Finding, fine, wrong } from "./finding.ts";

/** Each reports every ten seconds; after three times nothing it is taken to be gone. */
const GONE_MS = 30 * SECOND;
const ROLES = ["bot", "probe", "deliver", "web"];
const LATE_LOOP_MS = SECOND / 4;
const LATE_PROBES_MS = SECOND;
/** Of fewer, the slowest says little: the first ones after a start are late. */
const FEW_PROBES = 10;
const LATE_ROUND_MS = 15 * SECOND;
const WRONG_CLOCK_MS = 2 * SECOND;
const LITTLE_SPACE = 1_073_741_824;
const MOST_NAMED = 5;
const LONGEST_FAILURE = 200;

/** Who is at work, and how each does by its own account. */
export async function lookAtInstances(
  db: Db,
  now: Instant,
): Promise<Finding[]> {
  const all = await listInstances(db);
  const alive = all.filter(({ silentMs }) => silentMs < GONE_MS);
  if (alive.length === 0)
    return [
      wrong(
        "instances",
        "none is at work on this database",
        "Start one: `npm start`.",
      ),
      ...goneOf(all, alive),
    ];
  return [
    ...aliveOf(alive),
    ...goneOf(all, alive),
    ...alive.flatMap((one) => conditionOf(one, now)),
  ];
}

function aliveOf(alive: readonly InstanceLine[]): Finding[] {
  const missing = ROLES.filter(
    (role) => !alive.some(({ roles }) => roles.includes(role)),
  );
  const versions = new Set(alive.map(({ version }) => version));
  const names = alive.map(
    ({ host, roles }) =>
      `${host} (${roles.length === ROLES.length ? "all roles" : roles.join(", ")})`,
  );
  return [
    fine("instances", `${alive.length} alive: ${listed(names, MOST_NAMED)}`),
    ...(missing.length === 0
      ? []
      : [
          wrong(
            "instances",
            `none has the role ${missing.join(" or ")}`,
            `Start one with ROLES=${missing.join(",")}, or without ROLES.`,
          ),
        ]),
    ...(versions.size === 1
      ? []
      : [
          wrong(
            "version",
            `instances differ: ${[...versions].join(", ")}`,
            "Update the older ones: they share one database.",
          ),
        ]),
  ];
}

/** Those that ended without a word, and that no other one on the same machine has followed. */
function goneOf(
  all: readonly InstanceLine[],
  alive: readonly InstanceLine[],
): Finding[] {
  return all
    .filter(
      (one) =>
        one.silentMs >= GONE_MS &&
        !alive.some(
          ({ host, startedAt }) =>
            host === one.host && startedAt > one.startedAt,
        ),
    )
    .slice(0, MOST_NAMED)
    .map(({ host, roles, silentMs }) =>
      wrong(
        "instances",
        `${host} (${roles.join(", ")}) was last heard of ${durationInWords(silentMs)} ago and has not said that it ends`,
        "Start it again if it is to run; after a day it is forgotten.",
      ),
    );
}

function conditionOf(
  { host, condition, roles }: InstanceLine,
  now: Instant,
): Finding[] {
  return [
    ...loopOf(host, condition),
    ...(roles.includes("probe") ? probesOf(host, condition, now) : []),
    ...slackOf(host, condition, now),
    ...clockOf(host, condition),
    ...spaceOf(host, condition),
  ];
}

type Condition = InstanceLine["condition"];

function loopOf(host: string, { loop }: Condition): Finding[] {
  const { p50Ms, p99Ms } = loop;
  if (p50Ms === null || p99Ms === null) return [];
  const text = `${host}: comes round ${durationInWords(p50Ms)} late, 99 % within ${durationInWords(p99Ms)}`;
  return [
    p99Ms > LATE_LOOP_MS
      ? wrong(
          "loop",
          text,
          "The machine has too little processor time for this: find what else runs there, or add an instance.",
        )
      : fine("loop", text),
  ];
}

function probesOf(
  host: string,
  { probes, claimedAt }: Condition,
  now: Instant,
): Finding[] {
  if (claimedAt === null || now - claimedAt > LATE_ROUND_MS + GONE_MS)
    return [
      wrong(
        "probes",
        `${host} has ${claimedAt === null ? "not" : `for ${durationInWords(now - claimedAt)} not`} looked for what is due`,
        "Its log says why; a restart may help.",
      ),
    ];
  if (probes === null || probes.p50Ms === null || probes.p99Ms === null)
    return [];
  const text = `${host}: begin ${durationInWords(probes.p50Ms)} late, 99 % within ${durationInWords(probes.p99Ms)} (the last ${probes.count})`;
  return [
    probes.p99Ms > LATE_PROBES_MS && probes.count >= FEW_PROBES
      ? wrong(
          "probes",
          text,
          "Too many are due at once for this instance, or their hosts are slow: add an instance, or look less often.",
        )
      : fine("probes", text),
  ];
}

function slackOf(host: string, { slack }: Condition, now: Instant): Finding[] {
  if (slack === null) return [];
  const { mode, connected, since, failure } = slack;
  const way = mode === "socket" ? "Socket Mode" : "HTTP";
  if (connected) return [fine("slack", `${host}: ${way} works`)];
  const because = failure === null ? "" : `: ${clip(failure, LONGEST_FAILURE)}`;
  return [
    wrong(
      "slack",
      `${host}: no ${way} for ${durationInWords(now - since)}${because}`,
      "Check SLACK_BOT_TOKEN and SLACK_APP_TOKEN, and that this machine reaches slack.com; it goes on trying.",
    ),
  ];
}

function clockOf(host: string, { clockMs }: Condition): Finding[] {
  if (clockMs === null) return [];
  const away = durationInWords(Math.abs(clockMs));
  return Math.abs(clockMs) > WRONG_CLOCK_MS
    ? [
        wrong(
          "clock",
          `${host} is ${away} ${clockMs > 0 ? "behind" : "ahead of"} the database`,
          "Let both be set by NTP; allswell goes by the database's clock.",
        ),
      ]
    : [fine("clock", `${host}: ${away} from the database's`)];
}

function spaceOf(host: string, { freeBytes }: Condition): Finding[] {
  if (freeBytes === null) return [];
  const text = `${host}: ${gigabytes(freeBytes)} free for the embedded database`;
  return [
    freeBytes < LITTLE_SPACE
      ? wrong(
          "disk",
          text,
          "Make room, or move DATA_DIR to a larger disk while the program is stopped.",
        )
      : fine("disk", text),
  ];
}
