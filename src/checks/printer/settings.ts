import * as z from "zod";
import { choice, text, wholeNumber } from "../fields.ts";
import { evenIfIncomplete, familyField } from "../port/settings.ts";
import { slowField } from "../slow.ts";
import { disorder, thresholdMeta } from "../thresholds.ts";
import { accessFields, agentConflicts, agentFields } from "../snmp/settings.ts";
import { errorNamesProblem } from "./errors.ts";

/** When to order new toner; printers say "low" at about this level themselves. */
const SUPPLY_PERCENT = 10;
/** When to order a new box for waste toner. */
const WASTE_PERCENT = 90;

const percent = { min: 0, max: 100 };
const lowSupply = {
  what: "Supply (%)",
  is: "below",
  passing: "A cartridge, drum or the like with fewer percent left",
};
const fullWaste = {
  what: "Waste (%)",
  is: "above",
  passing: "A waste box that is more percent full",
};

const thresholds = {
  supply: wholeNumber(
    thresholdMeta(lowSupply, "degraded", "; 0 never"),
    percent,
  ).default(SUPPLY_PERCENT),
  supplyDown: wholeNumber(
    thresholdMeta(lowSupply, "down", "; 0 never"),
    percent,
  ).default(0),
  waste: wholeNumber(
    thresholdMeta(fullWaste, "degraded", "; 100 never"),
    percent,
  ).default(WASTE_PERCENT),
  wasteDown: wholeNumber(
    thresholdMeta(fullWaste, "down", "; 100 never"),
    percent,
  ).default(100),
  wasteLevel: choice(["space", "filled"], {
    label: "Waste level is",
    help: "What the printer tells of a waste box: the space that is left, as the standard wants it, or how far it is filled, as some do.",
  }).default("space"),
  ignore: text(
    {
      label: "Ignore",
      help: "Errors that are no trouble here, by their names, with commas between them.",
      placeholder: "lowPaper, inputTrayEmpty",
    },
    { judge: errorNamesProblem },
  ).optional(),
};

/** The settings of a printer check, in the order of its form. */
export const printerSettings = z
  .strictObject({
    ...agentFields("printer.example.org"),
    ...thresholds,
    ...accessFields(),
    slow: slowField("reading all there is to read"),
    family: familyField(),
  })
  .superRefine((typed, context) => {
    const add = (field: string, message: string) =>
      context.addIssue({ code: "custom", path: [field], message });
    for (const [field, message] of agentConflicts(typed)) add(field, message);
    const late = disorder(typed, { supply: "less", waste: "more" });
    for (const [field, message] of late) add(field, message);
  }, evenIfIncomplete);

export type PrinterSettings = z.infer<typeof printerSettings>;
