import type { Varbind } from "net-snmp";

/**
 * How much there is of something that is used up or filled: a share of the whole in percent, or as much as the printer
 * knows. Levels below zero are codes and no amounts (RFC 3805, prtMarkerSuppliesLevel and prtInputCurrentLevel).
 */
export type Level =
  | { kind: "percent"; percent: number }
  | { kind: "some" | "no-limit" | "unknown" }
  /** An amount of nobody knows how much. */
  | { kind: "amount"; amount: number };

const NO_LIMIT = -1;
const SOME = -3;

/** PrtMarkerSuppliesSupplyUnitTC and PrtCapacityUnitTC: percent. */
const PERCENT_UNIT = 19;

/** What a level, a capacity and their unit say together; some of them may be missing. */
export function levelOf(
  level: Varbind | undefined,
  capacity: Varbind | undefined,
  unit: Varbind | undefined,
): Level {
  const amount = level?.value;
  if (amount === NO_LIMIT) return { kind: "no-limit" };
  if (amount === SOME) return { kind: "some" };
  if (typeof amount !== "number" || amount < 0) return { kind: "unknown" };
  // Zero is nothing, however much there could be.
  if (amount === 0) return { kind: "percent", percent: 0 };
  const whole = wholeOf(capacity, unit);
  if (whole === undefined) return { kind: "amount", amount };
  // Some fill a new cartridge above its nominal capacity.
  const percent = Math.min(100, Math.round((amount / whole) * 100));
  return { kind: "percent", percent };
}

function wholeOf(
  capacity: Varbind | undefined,
  unit: Varbind | undefined,
): number | undefined {
  const whole = capacity?.value;
  if (typeof whole === "number" && whole > 0) return whole;
  return unit?.value === PERCENT_UNIT ? 100 : undefined;
}

/** A level as a fact: a number is a percentage. */
export function levelFact(level: Level): number | string {
  switch (level.kind) {
    case "percent":
      return level.percent;
    case "some":
      return "some left";
    case "no-limit":
      return "no limit";
    case "unknown":
      return "unknown";
    case "amount":
      return `${level.amount} of an unknown capacity`;
  }
}
