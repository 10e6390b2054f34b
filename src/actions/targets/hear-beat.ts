import { timingSafeEqual } from "node:crypto";
import type { SecretBox } from "../../base/secret-box.ts";
import { clip } from "../../base/text.ts";
import type { Beat, Heard } from "../../domain/heard.ts";
import { DAY, type Instant, SECOND } from "../../domain/time.ts";
import {
  findHeard,
  insertBeat,
  lastBeat,
  markListening,
} from "../../store/results/beats.ts";
import { findMonitor, makeDue } from "../../store/targets/monitors.ts";
import { type Context, refuse, type Refusal } from "../context.ts";
import { targetById } from "./find-target.ts";
import { mayNotChange } from "../people/permission.ts";

/** What somebody says at a monitor's address. */
export type Word = Pick<Beat, "kind" | "outcome" | "exitCode" | "text">;

/** An end that comes later than this after a start belongs to another run, whose start was not heard. */
const LONGEST_RUN_MS = 7 * DAY;
/** Of a log, the beginning: there the first error stands. */
export const MAX_BEAT_TEXT = 10_000;
export const LISTENING_EVERY_MS = 10 * SECOND;

/** The word by which a monitor is addressed: only who was told it can speak to the monitor. */
export function tokenOf(secrets: SecretBox, monitorId: number): string {
  return `${monitorId}-${secrets.tag(`monitor ${monitorId}`)}`;
}

/** The token of a monitor, for those who may change it; undefined for others, and where it was removed. */
export async function tokenFor(
  context: Context,
  monitorId: number,
): Promise<string | undefined> {
  const found = await targetById(context.store.db, { monitorId });
  if (!found.ok) return undefined;
  return mayNotChange(context, found.target) === undefined
    ? tokenOf(context.secrets, monitorId)
    : undefined;
}

/** The monitor that a token addresses; undefined where it is not one of ours. */
function addressed(secrets: SecretBox, token: string): number | undefined {
  const monitorId = Number(/^([1-9]\d{0,8})-/.exec(token)?.[1]);
  if (Number.isNaN(monitorId)) return undefined;
  const [given, right] = [token, tokenOf(secrets, monitorId)].map((text) =>
    Buffer.from(text),
  );
  if (given === undefined || right === undefined) return undefined;
  const isRight =
    given.length === right.length && timingSafeEqual(given, right);
  return isRight ? monitorId : undefined;
}

/** Keeps what a job or another system says, and has it judged at once. `type` is the check type that the address is for. */
export async function hearBeat(
  { store, secrets, now }: Context,
  { token, type }: { token: string; type: string },
  word: Word,
): Promise<{ ok: true } | Refusal> {
  const monitorId = addressed(secrets, token);
  const monitor =
    monitorId === undefined ? null : await findMonitor(store.db, monitorId);
  if (monitor === null || monitor.type !== type)
    return refuse("not-found", "No monitor has this address.");
  await insertBeat(store.db, {
    ...word,
    monitorId: monitor.id,
    at: now,
    text: word.text === null ? null : clip(word.text, MAX_BEAT_TEXT),
    runMs: word.kind === "end" ? await runTime(store, monitor.id, now) : null,
  });
  await makeDue(store.db, [monitor.id]);
  return { ok: true };
}

/** Since the start that was not ended yet. */
async function runTime(
  { db }: Context["store"],
  monitorId: number,
  now: Instant,
): Promise<number | null> {
  const start = await lastBeat(db, monitorId, "start");
  const end = await lastBeat(db, monitorId, "end");
  if (start === null || now - start.at > LONGEST_RUN_MS) return null;
  return end !== null && end.at >= start.at ? null : now - start.at;
}

/** What a monitor that hears is judged by. */
export async function heardBy(
  { store }: Context,
  monitorId: number,
): Promise<Heard | null> {
  return findHeard(store.db, monitorId);
}

/** This instance can hear beats: to be said every LISTENING_EVERY_MS. */
export async function sayListening({ store }: Context): Promise<void> {
  await markListening(store.db);
}
