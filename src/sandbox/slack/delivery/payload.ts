import type { Json } from "../json.ts";

/** How a delivery to the app's request URL can be made suspicious on purpose. */
export interface Tampering {
  signature?: "wrong" | "missing";
  /** Added to the timestamp: negative is old, positive is from the future. */
  skewS?: number;
  /** How often the very same request is sent; the last answer counts. */
  times?: number;
}

export interface Payload {
  /** As Socket Mode's envelope names it. */
  type: "slash_commands" | "interactive" | "events_api";
  body: Json;
  /** Of a repeated event. */
  retry?: { num: number; reason: string };
  tampering?: Tampering;
}

/**
 * How the app took a payload. What a person sees of a failure is Slack's own word for it:
 * `operation_timeout` after three seconds, `dispatch_failed` when nobody is there.
 */
export type Acknowledgement =
  { outcome: "ok"; body: unknown } | { outcome: DeliveryFailure };

export type DeliveryFailure =
  | "operation_timeout"
  | "dispatch_failed"
  | "http_client_error"
  | "http_service_error";
