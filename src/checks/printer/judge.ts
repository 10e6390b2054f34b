import type { Reason } from "../../domain/result.ts";
import { errorsIn, isIgnored, parseErrorNames } from "./errors.ts";
import type { PrinterSettings } from "./settings.ts";
import type { Printer, Supply } from "./tables.ts";

/** One thing that is wrong with a printer. */
export interface Finding {
  outcome: "down" | "degraded";
  kind: string;
  text: string;
}

type Quote = (text: string) => string;

/** All that is wrong with a printer, in no order. */
export function findingsOf(
  { errorState, supplies }: Printer,
  settings: PrinterSettings,
  quote: Quote,
): Finding[] {
  const ignored = parseErrorNames(settings.ignore ?? "");
  const errors = errorsIn(errorState)
    .filter((error) => !isIgnored(error, ignored))
    .map(({ name, text, outcome }) => ({ outcome, text, kind: kebab(name) }));
  return [
    ...errors,
    ...supplies.flatMap((supply) => judgeSupply(supply, settings, quote) ?? []),
  ];
}

/** The findings of one outcome as one reason, whose kind is that of the first; undefined where there are none. */
export function reasonOf(
  findings: Finding[],
  outcome: Finding["outcome"],
): Reason | undefined {
  const those = findings.filter((finding) => finding.outcome === outcome);
  const [first] = those;
  return (
    first && {
      kind: first.kind,
      text: those.map(({ text }) => text).join(", "),
    }
  );
}

function judgeSupply(
  supply: Supply,
  settings: PrinterSettings,
  quote: Quote,
): Finding | undefined {
  const percent = percentOf(supply, settings);
  if (percent === undefined) return undefined;
  const name = quote(supply.name);
  if (supply.isReceptacle) {
    const limit = [settings.wasteDown, settings.waste].find(
      (limit) => percent > limit,
    );
    if (limit === undefined) return undefined;
    const outcome = limit === settings.wasteDown ? "down" : "degraded";
    const text = `${name} is ${percent} % full (limit ${limit} %)`;
    return { outcome, kind: "waste-full", text };
  }
  const limit = [settings.supplyDown, settings.supply].find(
    (limit) => percent < limit,
  );
  if (limit === undefined) return undefined;
  const outcome = limit === settings.supplyDown ? "down" : "degraded";
  const text = `${name} has ${percent} % left (limit ${limit} %)`;
  return { outcome, kind: "supply-low", text };
}

/** What is left of a supply, or how full a waste box is; undefined where the printer tells no amount. */
export function percentOf(
  { isReceptacle, level }: Supply,
  { wasteLevel }: Pick<PrinterSettings, "wasteLevel">,
): number | undefined {
  if (level.kind !== "percent") return undefined;
  return isReceptacle && wasteLevel === "space"
    ? 100 - level.percent
    : level.percent;
}

/** "noPaper" is "no-paper". */
function kebab(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
