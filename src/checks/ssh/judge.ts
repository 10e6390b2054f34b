import type { Facts } from "../../domain/result.ts";
import type { ProbeContext } from "../check.ts";
import { compilePattern } from "../pattern.ts";
import type { Verdict } from "../verdict.ts";
import type { Ran } from "./exec.ts";
import { mountsOf, type SshSettings } from "./settings.ts";
import type { Disk, Vitals } from "./vitals.ts";

type Quote = ProbeContext["quote"];

/** As many disks as are named in a reason or fact. */
const MOST_NAMED = 6;

/** What a command's end says; undefined where it is as it should be. */
export function judgeCommand(
  ran: Ran,
  { commandName, exitCode, pattern }: SshSettings,
  quote: Quote,
): Verdict | undefined {
  const name = commandName === undefined ? "the command" : quote(commandName);
  if (ran.signal !== undefined)
    return down("command", `${name} was ended by ${quote(ran.signal)}`);
  if (ran.exitCode !== exitCode) {
    const said = ran.stderr.trim() || ran.stdout.trim();
    const because = said === "" ? "" : `: ${quote(said)}`;
    const ended =
      ran.exitCode === undefined
        ? "ended without an exit code"
        : `ended with exit code ${ran.exitCode}, not ${exitCode}`;
    return down("command", `${name} ${ended}${because}`);
  }
  if (pattern === undefined) return undefined;
  const compiled = compilePattern(pattern);
  if (compiled.ok && compiled.pattern.test(ran.stdout)) return undefined;
  return down(
    "pattern-missing",
    `pattern ${quote(pattern)} not found in what ${name} prints`,
  );
}

/** What the vitals say, in no order. */
export function judgeVitals(
  vitals: Vitals,
  settings: SshSettings,
  quote: Quote,
): (Verdict | undefined)[] {
  if (vitals.system !== "Linux") return [unreadable(vitals.system, quote)];
  const missing = missingVitals(vitals, settings);
  return [
    ...(missing.length === 0
      ? []
      : [unknown("vitals-missing", `could not read ${missing.join(" and ")}`)]),
    ...judgeDisks(vitals.disks ?? [], settings, quote),
    judgeLoad(vitals, settings),
  ];
}

export function vitalsFacts(vitals: Vitals, settings: SshSettings): Facts {
  const { loads, cpus, disks = [], system, uptimeSeconds } = vitals;
  const fullest = judgedDisks(disks, settings).toSorted(
    (a, b) => b.usedPercent - a.usedPercent,
  );
  const facts = {
    system,
    uptimeSeconds,
    loadAverage1: loads?.[0],
    loadAverage5: loads?.[1],
    loadAverage15: loads?.[2],
    cpus,
    memoryUsedPercent: vitals.memoryUsedPercent,
    diskUsedPercent: fullest[0]?.usedPercent,
    disks: fullest.length === 0 ? undefined : inWords(fullest, (text) => text),
  };
  return Object.fromEntries(
    Object.entries(facts).filter(([, value]) => value !== undefined),
  ) as Facts;
}

function unreadable(system: string | undefined, quote: Quote): Verdict {
  const turnOff = "turn the vitals off to do without";
  return system === undefined
    ? unknown(
        "no-shell",
        `no shell answers, so there are no vitals: ${turnOff}`,
      )
    : unknown(
        "not-linux",
        `vitals are read on Linux only, and this is ${quote(system)}: ${turnOff}`,
      );
}

/** What is judged and could not be read. */
function missingVitals(
  { disks, loads, cpus }: Vitals,
  { disk, diskDown, mounts, load, loadDown }: SshSettings,
): string[] {
  const judgesDisks = disk > 0 || diskDown > 0 || mounts !== undefined;
  const judgesLoad = load !== undefined || loadDown !== undefined;
  return [
    ...(judgesDisks && disks === undefined ? ["the disk usage"] : []),
    ...(judgesLoad && loads === undefined ? ["the load"] : []),
    ...(judgesLoad && cpus === undefined ? ["the number of CPUs"] : []),
  ];
}

function judgedDisks(disks: Disk[], { mounts }: SshSettings): Disk[] {
  if (mounts === undefined) return disks.filter(({ isVirtual }) => !isVirtual);
  const named = new Set(mountsOf(mounts));
  return disks.filter(({ mount }) => named.has(mount));
}

function judgeDisks(
  disks: Disk[],
  settings: SshSettings,
  quote: Quote,
): (Verdict | undefined)[] {
  const judged = judgedDisks(disks, settings);
  const found = new Set(judged.map(({ mount }) => mount));
  const absent = mountsOf(settings.mounts ?? "").filter(
    (mount) => disks.length > 0 && !found.has(mount),
  );
  return [
    absent.length === 0
      ? undefined
      : down("not-mounted", `not mounted: ${absent.map(quote).join(", ")}`),
    whyFull("down", judged, settings.diskDown, quote),
    whyFull("degraded", judged, settings.disk, quote),
  ];
}

function whyFull(
  outcome: "down" | "degraded",
  disks: Disk[],
  limit: number,
  quote: Quote,
): Verdict | undefined {
  const full = disks
    .filter(({ usedPercent }) => limit > 0 && usedPercent >= limit)
    .sort((a, b) => b.usedPercent - a.usedPercent);
  if (full.length === 0) return undefined;
  const text = `disk nearly full: ${inWords(full, quote)} (limit ${limit} %)`;
  return { outcome, reason: { kind: "disk", text } };
}

function judgeLoad(
  { loads, cpus }: Vitals,
  { load, loadDown }: SshSettings,
): Verdict | undefined {
  const average = loads?.[1];
  if (average === undefined || cpus === undefined) return undefined;
  const perCpu = Math.round((100 * average) / cpus) / 100;
  for (const [outcome, limit] of [
    ["down", loadDown],
    ["degraded", load],
  ] as const) {
    if (limit === undefined || perCpu <= limit) continue;
    const text = `load of ${perCpu} for each CPU (limit ${limit}): ${average} over 5 minutes on ${cpus === 1 ? "1 CPU" : `${cpus} CPUs`}`;
    return { outcome, reason: { kind: "load", text } };
  }
  return undefined;
}

/** "/var 93 %, / 91 % and 3 more" */
function inWords(disks: Disk[], quote: Quote): string {
  const named = disks
    .slice(0, MOST_NAMED)
    .map(({ mount, usedPercent }) => `${quote(mount)} ${usedPercent} %`);
  const more = disks.length - named.length;
  return named.join(", ") + (more > 0 ? ` and ${more} more` : "");
}

function down(kind: string, text: string): Verdict {
  return { outcome: "down", reason: { kind, text } };
}

function unknown(kind: string, text: string): Verdict {
  return { outcome: "unknown", reason: { kind, text } };
}
