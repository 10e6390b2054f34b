// What a colour printer says over SNMP, for an agent of ours or Debian's.
import type { AgentObjects } from "./snmp-agent.ts";

const HOST = "1.3.6.1.2.1.25.3.5.1";
const PRINTER = "1.3.6.1.2.1.43";

interface Supply {
  name: string | Buffer;
  level: number;
  capacity?: number;
  unit?: number;
  isReceptacle?: boolean;
}

interface Tray {
  name: string;
  level: number;
  capacity?: number;
}

export interface FakePrinter {
  status?: number;
  /** hrPrinterDetectedErrorState, as hexadecimal digits. */
  errors?: string;
  supplies?: Supply[];
  trays?: Tray[];
  alerts?: string[];
  display?: string[];
}

const healthy = {
  status: 3,
  errors: "0000",
  supplies: [
    { name: "Black Toner", level: 1_200, capacity: 2_000 },
    { name: "Cyan Toner", level: -3, capacity: -2 },
    { name: "Fuser", level: -2, capacity: -2 },
    { name: "Staples", level: -1, capacity: -1 },
    { name: "Waste Toner", level: 80, capacity: 100, isReceptacle: true },
  ],
  trays: [
    { name: "Tray 1", level: 250, capacity: 500 },
    { name: "Bypass", level: 0, capacity: 100 },
  ],
  alerts: [],
  display: ["Ready", "Tray 1: A4"],
} satisfies FakePrinter;

/** The objects of a printer that is well but for what is said of it. */
export function printerObjects(differing: FakePrinter = {}): AgentObjects {
  const { status, errors, supplies, trays, alerts, display } = {
    ...healthy,
    ...differing,
  };
  return {
    [`${HOST}.1.1`]: status,
    [`${HOST}.2.1`]: Buffer.from(errors, "hex"),
    [`${PRINTER}.5.1.1.16.1`]: "LaserWatch 9000",
    [`${PRINTER}.5.1.1.17.1`]: "SN0042",
    [`${PRINTER}.10.2.1.4.1.1`]: 48_213,
    ...rows(supplies, (supply, i) => supplyObjects(supply, i)),
    ...rows(trays, ({ name, level, capacity = -2 }, i) => ({
      [`${PRINTER}.8.2.1.8.1.${i}`]: 8,
      [`${PRINTER}.8.2.1.9.1.${i}`]: capacity,
      [`${PRINTER}.8.2.1.10.1.${i}`]: level,
      [`${PRINTER}.8.2.1.13.1.${i}`]: name,
    })),
    ...rows(alerts, (text, i) => ({ [`${PRINTER}.18.1.1.8.1.${i}`]: text })),
    ...rows(display, (text, i) => ({ [`${PRINTER}.16.5.1.2.1.${i}`]: text })),
  };
}

function supplyObjects(supply: Supply, i: number): AgentObjects {
  const { name, level, capacity = -2, unit = 13, isReceptacle } = supply;
  const at = (column: number) => `${PRINTER}.11.1.1.${column}.1.${i}`;
  return {
    [at(4)]: isReceptacle === true ? 4 : 3,
    [at(6)]: name,
    [at(7)]: unit,
    [at(8)]: capacity,
    [at(9)]: level,
  };
}

function rows<Row>(
  all: Row[],
  objects: (row: Row, index: number) => AgentObjects,
): AgentObjects {
  return Object.fromEntries(
    all.flatMap((row, i) => Object.entries(objects(row, i + 1))),
  );
}
