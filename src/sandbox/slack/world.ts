import type { Acknowledgement, Payload } from "./delivery/payload.ts";
import type { Json } from "./json.ts";
import type { Records } from "./records.ts";
import type { SlackSettings } from "./settings.ts";
import type { SlackState, StateValues } from "./state.ts";
import type { Triggers } from "./triggers.ts";

/** The pretend Slack, as all its parts see it. */
export interface World {
  state: SlackState;
  settings: SlackSettings;
  readonly records: Records;
  readonly triggers: Triggers;
  /** What people have entered into elements of messages; only their clients know it. */
  readonly entered: Map<string, StateValues>;
  /** What an external select showed last. */
  readonly offered: Map<string, Json[]>;
  /** Milliseconds since 1970. */
  now: () => number;
  /** Where the Slack part is reached from outside, without a slash at the end. */
  baseUrl: () => string;
  /** A word that opens one socket. */
  socketTicket: () => string;
  /** Brings a payload to the app and waits for its acknowledgement. */
  deliver: (payload: Payload) => Promise<Acknowledgement>;
}
