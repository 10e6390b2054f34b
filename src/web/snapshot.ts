import type { Context } from "../actions/context.ts";
import {
  PublicViewReader,
  type PublicView,
} from "../actions/public/public-view.ts";
import { Bell } from "../base/bell.ts";
import type { Clock } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import { type Instant, MINUTE, SECOND } from "../domain/time.ts";
import { versionOf } from "./page/version.ts";

/** Without any change it is read anew so often: days pass, and posts are told. */
const REFRESH_MS = 30 * SECOND;
/** After a failure it is tried again this soon. */
const RETRY_MS = 5 * SECOND;
/** A storm of changes is read so often at most, and that takes at most so much of the time. */
const LEAST_APART_MS = SECOND;
const MOST_OF_THE_TIME = 0.2;
/** What is older than this is said to be old. */
const STALE_MS = 2 * MINUTE;

export interface SnapshotParts {
  context: () => Context;
  clock: Clock;
  log: Log;
}

/** Whether a view is too old to be told as how things are. */
export function isStale({ at }: PublicView, now: Instant): boolean {
  return now - at > STALE_MS;
}

/** A view, with what it shows in short: browsers that have the same version need not read it again. */
export interface Edition extends PublicView {
  version: string;
}

/** The public view as it was last read. While the database is away the last good one stays. */
export class Snapshot {
  readonly #parts: SnapshotParts;
  readonly #reader = new PublicViewReader();
  readonly #bell = new Bell();
  readonly #followers = new Set<(view: Edition) => void>();
  #view: Edition | undefined;

  constructor(parts: SnapshotParts) {
    this.#parts = parts;
  }

  /** Undefined until it could be read for the first time. */
  get view(): Edition | undefined {
    return this.#view;
  }

  /** Whether what it holds is too old to be told as how things are. */
  get isStale(): boolean {
    const now = this.#parts.clock.now();
    return this.#view !== undefined && isStale(this.#view, now);
  }

  /** Something changed. */
  ring(): void {
    this.#bell.ring();
  }

  /** Calls at each new view, until the returned function is called. */
  follow(follower: (view: Edition) => void): () => void {
    this.#followers.add(follower);
    return () => this.#followers.delete(follower);
  }

  /** Reads it again and again until the signal fires; the first try is over when this resolves. */
  async start(signal: AbortSignal): Promise<void> {
    await this.refresh();
    void this.#run(signal);
  }

  async #run(signal: AbortSignal): Promise<void> {
    const { clock } = this.#parts;
    let isGood = this.#view !== undefined;
    while (!signal.aborted) {
      await this.#bell.wait(clock, isGood ? REFRESH_MS : RETRY_MS, signal);
      if (signal.aborted) return;
      const began = clock.now();
      isGood = await this.refresh();
      const took = clock.now() - began;
      const rest = Math.max(LEAST_APART_MS, took / MOST_OF_THE_TIME - took);
      await clock.sleep(rest, signal);
    }
  }

  /** Reads it once; false where that failed. */
  async refresh(): Promise<boolean> {
    const { context, log } = this.#parts;
    try {
      const read = await this.#reader.read(context());
      const view = { ...read, version: versionOf(read) };
      this.#view = view;
      for (const follower of this.#followers) follower(view);
      return true;
    } catch (error) {
      log.warn(
        { err: error },
        "the public page could not be brought up to date; it shows what it last knew",
      );
      return false;
    }
  }
}
