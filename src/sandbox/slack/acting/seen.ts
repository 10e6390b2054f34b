import type { Numbered } from "../../journal.ts";
import type { DeliveryFailure } from "../delivery/payload.ts";
import { isJson, type Json } from "../json.ts";
import { topModal, viewObject } from "../modals.ts";
import type { SlackRecord } from "../records.ts";
import type { World } from "../world.ts";

/** What came of an act before anything more is seen. */
export interface Result {
  /** "not_sent": the person's own client refused; "invalid_response": Slack could not use what the app answered. */
  outcome: "ok" | "not_sent" | "invalid_response" | DeliveryFailure;
  /** What Slack itself says to the person. */
  notice?: string;
  /** Errors beside the fields of a modal, by block_id. */
  errors?: Record<string, string>;
  /** What is wrong with the app's answer; a person at Slack never gets to know. */
  problems?: string[];
}

/** What the person who acted sees next. */
export interface Seen extends Result {
  /** Messages that only this person sees, new or changed since the act, in their latest form. */
  ephemerals: Json[];
  /** Messages of the app, new or changed since the act, where the person acted or in the direct message. */
  messages: Json[];
  /** The modal in front of the person. */
  modal: Json | null;
  /** Number of the last record that was looked at: what comes later is after it. */
  last: number;
}

/** Who looks, and where. */
export interface Onlooker {
  user: string;
  /** The conversations that the person is looking at. */
  channels: string[];
  /** App Home changes behind the back of whoever is somewhere else. */
  isAtHome?: boolean;
  /** How long to wait for something to see, in ms. */
  waitMs: number;
}

const USUAL_WAIT_MS = 10_000;

export function waitMsOf(wait: number | undefined): number {
  return wait ?? USUAL_WAIT_MS;
}

/** Does something and looks what the person sees of it, waiting for a first thing to see. */
export async function actAndLook(
  world: World,
  onlooker: Onlooker,
  act: () => Promise<Result>,
): Promise<Seen> {
  const { journal } = world.records;
  const since = journal.last;
  const result = await act();
  const isOver = result.outcome !== "ok" || result.errors !== undefined;
  const found = (): true | undefined =>
    visibleSince(world, since, onlooker).length > 0 ? true : undefined;
  await journal.until(found, isOver ? 0 : onlooker.waitMs);
  const visible = visibleSince(world, since, onlooker);
  const modal = topModal(world, onlooker.user);
  return {
    ...result,
    ephemerals: latest(visible, ["ephemeral", "ephemeral-edit"]),
    messages: latest(visible, ["message", "edit"]),
    modal: modal === undefined ? null : viewObject(modal),
    last: journal.last,
  };
}

type Recorded = SlackRecord & Numbered;

function visibleSince(
  world: World,
  since: number,
  onlooker: Onlooker,
): Recorded[] {
  return world.records
    .after(since)
    .filter((record) => isVisible(record, onlooker));
}

const seenByOne = ["ephemeral", "ephemeral-edit", "ephemeral-delete"];
const seenInChannel = ["message", "edit", "delete"];

function isVisible(record: Recorded, onlooker: Onlooker): boolean {
  const { kind, channel, user } = record;
  if (seenByOne.includes(kind)) return user === onlooker.user;
  if (kind === "view")
    return user === onlooker.user && isSeenView(record, onlooker);
  return (
    seenInChannel.includes(kind) &&
    channel !== undefined &&
    onlooker.channels.includes(channel)
  );
}

/** A modal that goes away is no answer: one waits for what comes in its place. */
function isSeenView({ how, view }: Recorded, onlooker: Onlooker): boolean {
  const isHome = isJson(view) && view["type"] === "home";
  return isHome ? onlooker.isAtHome === true : how !== "close";
}

/** Each message once, as it was last. */
function latest(records: Recorded[], kinds: string[]): Json[] {
  const byTs = new Map<unknown, Json>();
  for (const record of records)
    if (kinds.includes(record.kind)) byTs.set(record["ts"], record);
  return [...byTs.values()];
}
