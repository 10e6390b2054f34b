import type { Json } from "./json.ts";
import { appIds, type Seed } from "./seed.ts";

export interface User {
  id: string;
  /** The short name that people type after "@". */
  name: string;
  realName: string;
  email: string;
  /** IANA zone. */
  tz: string;
  teamId: string;
  isAdmin: boolean;
  isOwner: boolean;
  /** A guest. */
  isRestricted: boolean;
  /** From another workspace, met through Slack Connect. */
  isStranger: boolean;
  /** Deactivated: they have left. */
  isDeleted?: true;
  isBot: boolean;
}

/** "@ops-team": people who are called together. */
export interface UserGroup {
  id: string;
  /** What people type after "@". */
  handle: string;
  name: string;
  /** User ids. */
  users: string[];
  isDisabled: boolean;
}

export interface Channel {
  id: string;
  /** Without "#"; empty for a direct message. */
  name: string;
  kind: "public" | "private" | "im";
  isArchived: boolean;
  /** User ids. */
  members: string[];
  /** Seconds since 1970. */
  created: number;
}

export interface Metadata {
  event_type: string;
  event_payload: Json;
}

export interface Reaction {
  name: string;
  users: string[];
}

/** What stands in a channel. */
export interface Message {
  channel: string;
  ts: string;
  user: string;
  /** Posted by the app. */
  byApp: boolean;
  text: string;
  blocks: Json[];
  attachments: Json[];
  fileIds: string[];
  reactions: Reaction[];
  threadTs?: string;
  /** A reply that is also shown in the channel. */
  isBroadcast?: boolean;
  metadata?: Metadata;
  username?: string;
  /** When and by whom it was last changed. */
  edited?: { user: string; ts: string };
  /** Deleted, but replies hang on it. */
  isTombstone?: boolean;
}

/** What only one person sees, until the client is restarted. */
export interface Ephemeral {
  channel: string;
  ts: string;
  /** Who sees it. */
  user: string;
  text: string;
  blocks: Json[];
  attachments: Json[];
  threadTs?: string;
}

/** The value of one element, as Slack's payloads carry it. */
export type StateValue = Json & { type: string };
export type StateValues = Record<string, Record<string, StateValue>>;

/** A modal or an App Home that is in front of somebody. */
export interface View {
  id: string;
  user: string;
  /** As the app sent it, ids filled in. */
  view: Json & { type: string; blocks: Json[] };
  values: StateValues;
  hash: string;
  rootId: string;
  previousId: string | null;
  /** Where the user stood when the first modal of the stack opened. */
  channel?: string;
}

export interface SlackFile {
  id: string;
  name: string;
  title: string;
  mimetype: string;
  size: number;
  altText?: string;
  /** The person who gave it; the app where nobody is named. */
  user?: string;
  /** Set once the bytes have arrived. */
  uploadedAt?: number;
  isComplete: boolean;
  channels: string[];
  /** base64 */
  content: string;
}

/** One payload's way to answer later. */
export interface ResponseUrl {
  secret: string;
  user: string;
  channel: string;
  expiresAt: number;
  usesLeft: number;
  /** The message that the interaction began on. */
  source?: { ts: string; isEphemeral: boolean; threadTs?: string };
}

/** Everything that is remembered when the sandbox is started again: plain JSON. */
export interface SlackState {
  version: 1;
  /** Source of every new id. */
  counter: number;
  lastTs: number;
  users: User[];
  channels: Channel[];
  userGroups: UserGroup[];
  messages: Message[];
  ephemerals: Ephemeral[];
  /** Open modals, each user's from the bottom to the top. */
  modals: View[];
  homes: View[];
  files: SlackFile[];
  responseUrls: ResponseUrl[];
}

export function newState(seed: Seed): SlackState {
  return {
    version: 1,
    counter: 0,
    lastTs: 0,
    users: structuredClone(seed.users),
    channels: structuredClone(seed.channels),
    userGroups: structuredClone(seed.userGroups ?? []),
    messages: [],
    ephemerals: [],
    modals: [],
    homes: [],
    files: [],
    responseUrls: [],
  };
}

/** "V000001": unique for as long as the world is remembered. */
export function newId(state: SlackState, prefix: string): string {
  state.counter += 1;
  return `${prefix}${state.counter.toString(36).toUpperCase().padStart(8, "0")}`;
}

const MICROS = 1_000_000;

/** A message's time and name, "1700000000.000100": unique and increasing, also when the clock is not. */
export function newTs(state: SlackState, nowMs: number): string {
  state.lastTs = Math.max(state.lastTs + 1, nowMs * 1000);
  const seconds = Math.floor(state.lastTs / MICROS);
  return `${seconds}.${String(state.lastTs % MICROS).padStart(6, "0")}`;
}

/** Microseconds; undefined when it is no ts. Slack also takes whole seconds. */
export function microsOf(ts: string): number | undefined {
  const parts = /^(\d{1,11})(?:\.(\d{1,6}))?$/.exec(ts);
  if (parts?.[1] === undefined) return undefined;
  return Number(parts[1]) * MICROS + Number((parts[2] ?? "").padEnd(6, "0"));
}

export function isBot(userId: string): boolean {
  return userId === appIds.botUser;
}
