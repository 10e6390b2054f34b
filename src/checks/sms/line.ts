import type { Instant } from "../../domain/time.ts";

/** An SMS that came to our number. */
export interface Reply {
  /** The remote's id of it. */
  id: string;
  from: string;
  text: string;
  at: Instant;
}

/** A telephone number of ours that writes and receives SMS. Nothing of it throws: what fails is said. */
export interface SmsLine {
  /** Ours, in E.164. */
  number: string;
  /** How often it is worth while to ask for replies. */
  pollMs: number;
  send(
    to: string,
    text: string,
  ): Promise<
    { ok: true; id: string; at: Instant } | { ok: false; text: string }
  >;
  /** Why a message that was accepted will not arrive; undefined where it may have, or where that cannot be told now. */
  failureOf(id: string): Promise<string | undefined>;
  /** What came since, oldest first. */
  repliesSince(
    at: Instant,
  ): Promise<{ ok: true; replies: Reply[] } | { ok: false; text: string }>;
}
