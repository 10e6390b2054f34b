import type { Facts } from "../../domain/result.ts";
import { type Column, readColumns } from "../snmp/columns.ts";
import type { Failed, Refused } from "../snmp/failures.ts";
import type { Session } from "../snmp/session.ts";
import { bytesText, valueText } from "../snmp/value.ts";
import { levelOf, type Level } from "./levels.ts";

const HOST = "1.3.6.1.2.1.25.3.5.1"; // hrPrinterTable (RFC 2790)
const PRINTER = "1.3.6.1.2.1.43"; // Printer-MIB (RFC 3805)
const SUPPLY = `${PRINTER}.11.1.1`;
const TRAY = `${PRINTER}.8.2.1`;

/** prtMarkerSuppliesClass: a box that is filled, such as one for waste toner. Everything else is used up. */
const RECEPTACLE = 4;

export interface Supply {
  name: string;
  /** Filled by use; its level is the space that is left. */
  isReceptacle: boolean;
  level: Level;
}

export interface Tray {
  name: string;
  level: Level;
}

/** What a printer says of itself. */
export interface Printer {
  /** hrPrinterStatus; undefined where there is none. */
  status: number | undefined;
  /** hrPrinterDetectedErrorState, empty where there is none. */
  errorState: Buffer;
  identity: Facts;
  supplies: Supply[];
  trays: Tray[];
  /** Texts of the alerts that stand now, and of the display. */
  alerts: string[];
  display: string[];
}

export type PrinterRead = { ok: true; printer: Printer } | Failed | Refused;

/** Reads table after table: many printers drop what comes at the same time. */
export async function readPrinter(session: Session): Promise<PrinterRead> {
  const state = await readColumns(session, {
    status: `${HOST}.1`,
    errors: `${HOST}.2`,
    name: `${PRINTER}.5.1.1.16`,
    serial: `${PRINTER}.5.1.1.17`,
    pages: `${PRINTER}.10.2.1.4`,
  });
  if (!state.ok) return state;
  const supplies = await readColumns(session, {
    class: `${SUPPLY}.4`,
    name: `${SUPPLY}.6`,
    unit: `${SUPPLY}.7`,
    capacity: `${SUPPLY}.8`,
    level: `${SUPPLY}.9`,
  });
  if (!supplies.ok) return supplies;
  const trays = await readColumns(session, {
    unit: `${TRAY}.8`,
    capacity: `${TRAY}.9`,
    level: `${TRAY}.10`,
    name: `${TRAY}.13`,
    description: `${TRAY}.18`,
  });
  if (!trays.ok) return trays;
  const words = await readColumns(session, {
    alerts: `${PRINTER}.18.1.1.8`,
    display: `${PRINTER}.16.5.1.2`,
  });
  if (!words.ok) return words;
  const { status, errors, name, serial, pages } = state.columns;
  const errorState = first(errors);
  const printer: Printer = {
    status: numberOf(first(status)),
    errorState: Buffer.isBuffer(errorState) ? errorState : Buffer.alloc(0),
    identity: {
      ...fact("model", text(first(name))),
      ...fact("serialNumber", text(first(serial))),
      ...fact("pages", numberOf(first(pages))),
    },
    supplies: suppliesOf(supplies.columns),
    trays: traysOf(trays.columns),
    alerts: texts(words.columns.alerts),
    display: texts(words.columns.display),
  };
  return { ok: true, printer };
}

function suppliesOf(
  columns: Record<"class" | "name" | "unit" | "capacity" | "level", Column>,
): Supply[] {
  return [...columns.level].map(([index, level], i) => ({
    name: nameAt(columns.name, index) ?? `supply ${i + 1}`,
    isReceptacle: columns.class.get(index)?.value === RECEPTACLE,
    level: levelOf(level, columns.capacity.get(index), columns.unit.get(index)),
  }));
}

function traysOf(
  columns: Record<
    "unit" | "capacity" | "level" | "name" | "description",
    Column
  >,
): Tray[] {
  return [...columns.level].map(([index, level], i) => ({
    name:
      nameAt(columns.name, index) ??
      nameAt(columns.description, index) ??
      `tray ${i + 1}`,
    level: levelOf(level, columns.capacity.get(index), columns.unit.get(index)),
  }));
}

function nameAt(column: Column, index: string): string | undefined {
  const name = text(column.get(index)?.value)?.trim();
  return name === "" ? undefined : name;
}

function first(column: Column): unknown {
  const [varbind] = column.values();
  return varbind?.value;
}

function texts(column: Column): string[] {
  return [...column.values()]
    .map((varbind) => valueText(varbind).trim())
    .filter((line) => line !== "");
}

function text(value: unknown): string | undefined {
  return Buffer.isBuffer(value) ? bytesText(value) : undefined;
}

/** Counters begin with 0; a code below that is no number of anything. */
function numberOf(value: unknown): number | undefined {
  return typeof value === "number" && value >= 0 ? value : undefined;
}

function fact(name: string, value: string | number | undefined): Facts {
  return value === undefined || value === "" ? {} : { [name]: value };
}
