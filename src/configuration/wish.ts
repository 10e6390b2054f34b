import type { PageLevel } from "../domain/paging.ts";
import type { Place } from "./fault.ts";
import type { PostsWish } from "./posts.ts";
import type { HookWish } from "./webhooks.ts";

/** What somebody wants to be watched, as a file says it; each thing with its place, to say what is wrong with it. */
export interface Wish {
  namespaces: NamespaceWish[];
}

/** What is left out of a namespace that is there stays as it is. */
export interface NamespaceWish {
  at: Place;
  places: Record<string, Place>;
  slug: string;
  name?: string;
  timezone?: string;
  /** "#iati-status", or Slack's id of a channel. */
  slack?: string[];
  /** Addresses that hear of all of it. */
  mail?: string[];
  /** Slack user ids. */
  owners?: string[];
  remindEveryMs?: number;
  foldMs?: number;
  announceDifficulties?: boolean;
  /** How its public page looks; "" takes it away. */
  title?: string;
  accent?: string;
  domain?: string;
  escalateMs?: number;
  posts?: PostsWish;
  webhooks: HookWish[];
  services: ServiceWish[];
}

/** What is left out of a service is as with a new one, but for its address. */
export interface ServiceWish {
  at: Place;
  places: Record<string, Place>;
  name: string;
  slug?: string;
  public: boolean;
  runbook: string | null;
  pages: PageLevel;
  /** Addresses that hear of it. */
  mail?: string[];
  webhooks: HookWish[];
  monitors: MonitorWish[];
}

/** How a secret is told: by a name of our environment, or by what is stored with the monitor already. */
export type SecretWish = { environment: string } | { stored: string };

/** What is left out of a monitor is as its type has it. */
export interface MonitorWish {
  at: Place;
  /** By the verbs' names of fields, and the settings' own. */
  places: Record<string, Place>;
  name: string;
  type: string;
  /** As they stand there, without the secret ones. */
  settings: Record<string, unknown>;
  secrets: Record<string, SecretWish>;
  everyMs?: number;
  schedule: string[] | null;
  timeoutMs?: number;
  confirmFailures?: number;
  confirmSuccesses?: number;
  confirmRetryMs?: number;
  essential: boolean;
}
