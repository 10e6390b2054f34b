import type { Facts } from "../../domain/result.ts";
import { errorsIn } from "./errors.ts";
import { percentOf } from "./judge.ts";
import { levelFact, type Level } from "./levels.ts";
import type { PrinterSettings } from "./settings.ts";
import type { Printer, Supply } from "./tables.ts";

const MOST_SUPPLIES = 10;
const MOST_TRAYS = 5;
const MOST_LINES = 5;
const LONGEST_NAME = 40;

const statuses: Record<number, string> = {
  1: "other",
  2: "unknown",
  3: "idle",
  4: "printing",
  5: "warming up",
};

type Quote = (text: string) => string;

/** The evidence: percentages by the name of the supply or tray, so that they can be drawn. */
export function printerFacts(
  printer: Printer,
  settings: PrinterSettings,
  quote: Quote,
): Facts {
  const { status, errorState, identity, supplies, trays, alerts, display } =
    printer;
  const errors = errorsIn(errorState).map(({ text }) => text);
  const facts: Facts = {
    ...(status !== undefined && {
      printerStatus: statuses[status] ?? String(status),
    }),
    ...(errors.length > 0 && { errors: errors.join(", ") }),
    ...identity,
  };
  for (const supply of supplies.slice(0, MOST_SUPPLIES))
    add(facts, plain(supply.name, quote), supplyFact(supply, settings));
  for (const { name, level } of trays.slice(0, MOST_TRAYS))
    add(facts, plain(name, quote), [trayUnit(level), levelFact(level)]);
  if (alerts.length > 0)
    facts["alerts"] = alerts.slice(0, MOST_LINES).join("; ");
  if (display.length > 0)
    facts["display"] = display.slice(0, MOST_LINES).join(" / ");
  return facts;
}

type Measured = [unit: string, value: number | string];

/** Of a waste box it is said how full it is, whichever way the printer counts. */
function supplyFact(supply: Supply, settings: PrinterSettings): Measured {
  const percent = percentOf(supply, settings);
  const unit = supply.isReceptacle ? "percent full" : "percent left";
  return percent === undefined
    ? ["", levelFact(supply.level)]
    : [unit, percent];
}

function trayUnit(level: Level): string {
  return level.kind === "percent" ? "percent full" : "";
}

/** Two may have the same name. */
function add(facts: Facts, name: string, [unit, value]: Measured): void {
  const keyed = (nth: string) => [name, nth, unit].filter(Boolean).join(" ");
  let key = keyed("");
  for (let n = 2; Object.hasOwn(facts, key); n += 1) key = keyed(String(n));
  facts[key] = value;
}

/** A name from outside as part of a fact's name: small letters, because capitals begin words there. */
function plain(name: string, quote: Quote): string {
  return quote(name).slice(1, -1).slice(0, LONGEST_NAME).trim().toLowerCase();
}
