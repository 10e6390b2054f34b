import { elapsedSince } from "../milliseconds.ts";
import type { Failed } from "../starttls/incoming.ts";
import { execute } from "./exec.ts";
import type { Verdict } from "../verdict.ts";
import { judgeCommand, judgeVitals, vitalsFacts } from "./judge.ts";
import type { Session } from "./session.ts";
import type { Visit } from "./visit.ts";
import { followVitals, readVitals, vitalsCommand } from "./vitals.ts";

type Verdicts = (Verdict | undefined)[];

/** Looks around once logged in, as the settings want it: what there is to say, or why the connection broke. */
export async function examine(
  session: Session,
  visit: Visit,
): Promise<Verdicts | Failed> {
  const { settings } = visit;
  const command =
    settings.command === undefined
      ? []
      : await runCommand(session, visit, settings.command);
  if (!Array.isArray(command) || !settings.vitals) return command;
  const vitals = await lookAtVitals(session, visit);
  return Array.isArray(vitals) ? [...command, ...vitals] : vitals;
}

async function runCommand(
  { client, broken }: Session,
  { settings, context, progress }: Visit,
  command: string,
): Promise<Verdicts | Failed> {
  const { quote } = context;
  progress.step = `running ${settings.commandName === undefined ? "the command" : quote(settings.commandName)}`;
  const started = performance.now();
  const ran = await Promise.race([execute(client, command, quote), broken]);
  progress.facts["commandMs"] = elapsedSince(started);
  if (!ran.ok) return ran;
  progress.facts["exitCode"] = ran.exitCode ?? null;
  progress.facts["output"] = ran.stdout.trim();
  return [judgeCommand(ran, settings, quote)];
}

/** Where they cannot be read nothing is wrong with the server, but nobody has looked. */
async function lookAtVitals(
  { client, broken }: Session,
  { settings, context, progress }: Visit,
): Promise<Verdicts | Failed> {
  const { quote } = context;
  progress.step = "reading the vitals";
  const started = performance.now();
  const follow = followVitals();
  const onOutput = (bytes: Buffer) => (progress.step = follow(bytes));
  const asked = execute(client, vitalsCommand, quote, onOutput);
  const ran = await Promise.race([asked, broken]);
  if (!ran.ok && ran.failure.kind === "exec-refused") {
    const text = `${ran.failure.text}: turn the vitals off to do without`;
    return [{ outcome: "unknown", reason: { kind: "no-shell", text } }];
  }
  if (!ran.ok) return ran;
  progress.facts["vitalsMs"] = elapsedSince(started);
  const vitals = readVitals(ran.stdout);
  Object.assign(progress.facts, vitalsFacts(vitals, settings));
  return judgeVitals(vitals, settings, quote);
}
