import type { Check } from "../../checks/check.ts";
import type { Row } from "../../checks/contract/row.ts";
import type { SmsLine } from "../../checks/sms/line.ts";
import type { Heard } from "../../domain/heard.ts";
import type { Connector } from "../../net/connector.ts";
import type { Scope } from "../scope.ts";

/** One look at something that is broken. */
export interface Trial {
  /** Settings as somebody would type them. */
  typed: Record<string, unknown>;
  /** What is to be said of it: an outcome, with a kind of reason where that matters. */
  expected: RegExp;
  check?: Check;
  connector?: Connector;
  sms?: SmsLine;
  heard?: Heard;
  timeoutMs?: number;
  /** It must not wait for the others that are looked at at the same time. */
  isQuick?: boolean;
  /** Done just before the look; such trials are made one after the other. */
  before?: () => void;
  /** Done when all were looked at, before what is left open is counted. */
  afterwards?: () => void;
}

/** Breaks something, and says how to look at it. */
export type Arrange = (scope: Scope, row: Row) => Trial[] | Promise<Trial[]>;

/** Whatever is said, it is no bug of ours, and not that all is well. */
export const anyFailure = /^(down|unknown) (?!bug|stopped)\S+: \S/;
export const isDown = /^down (?!bug)\S+: \S/;
