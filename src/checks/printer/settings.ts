import * as z from "zod";
import { choice, text, wholeNumber } from "../fields.ts";
import { evenIfIncomplete, familyField } from "../port/settings.ts";
import { slowField } from "../slow.ts";
import { accessFields, agentConflicts, agentFields } from "../snmp/settings.ts";
import { errorNamesProblem } from "./errors.ts";

/** When to order new toner; printers say "low" at about this level themselves. */
const SUPPLY_PERCENT = 10;
/** When to order a new box for waste toner. */
const WASTE_PERCENT = 90;

const percent = { min: 0, max: 100 };

const thresholds = {
  supply: wholeNumber(
    {
      label: "Degraded supply (%)",
      help: "A cartridge, drum or the like with less left counts as degraded; 0 never.",
    },
    percent,
  ).default(SUPPLY_PERCENT),
  supplyDown: wholeNumber(
    {
      label: "Down supply (%)",
      help: "A cartridge, drum or the like with less left counts as down; 0 never.",
    },
    percent,
  ).default(0),
  waste: wholeNumber(
    {
      label: "Degraded waste (%)",
      help: "A waste box that is fuller counts as degraded; 100 never.",
    },
    percent,
  ).default(WASTE_PERCENT),
  wasteDown: wholeNumber(
    {
      label: "Down waste (%)",
      help: "A waste box that is fuller counts as down; 100 never.",
    },
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
    slow: slowField("Reading all that takes longer counts as degraded."),
    family: familyField(),
  })
  .superRefine((typed, context) => {
    const add = (field: string, message: string) =>
      context.addIssue({ code: "custom", path: [field], message });
    for (const [field, message] of agentConflicts(typed)) add(field, message);
    if (typed.supply < typed.supplyDown)
      add("supplyDown", "must not be more than degraded supply");
    if (typed.waste > typed.wasteDown)
      add("wasteDown", "must not be less than degraded waste");
  }, evenIfIncomplete);

export type PrinterSettings = z.infer<typeof printerSettings>;
