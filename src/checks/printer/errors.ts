/** One bit of hrPrinterDetectedErrorState, and what it means to who wants to print. */
export interface PrinterError {
  /** As RFC 2790 and RFC 3805 name it. */
  name: string;
  text: string;
  /** "down" where no page comes out until somebody goes there, "degraded" where pages come out still. */
  outcome: "down" | "degraded";
}

/**
 * The bits in their order: the first is the highest bit of the first byte (RFC 2790; the second byte is RFC 3805's).
 *
 * What one tray lacks is degraded, because another may serve: a printer out of all paper says noPaper. It is the same with
 * a missing output tray, and with "service requested", which printers show for weeks before they stop. A full output tray
 * stops them at once.
 */
export const printerErrors: readonly PrinterError[] = [
  { name: "lowPaper", text: "paper is low", outcome: "degraded" },
  { name: "noPaper", text: "no paper", outcome: "down" },
  { name: "lowToner", text: "toner is low", outcome: "degraded" },
  { name: "noToner", text: "no toner", outcome: "down" },
  { name: "doorOpen", text: "a door is open", outcome: "down" },
  { name: "jammed", text: "paper is jammed", outcome: "down" },
  { name: "offline", text: "switched offline", outcome: "down" },
  {
    name: "serviceRequested",
    text: "it asks for service",
    outcome: "degraded",
  },
  {
    name: "inputTrayMissing",
    text: "a paper tray is missing",
    outcome: "degraded",
  },
  {
    name: "outputTrayMissing",
    text: "an output tray is missing",
    outcome: "degraded",
  },
  {
    name: "markerSupplyMissing",
    text: "a cartridge is missing",
    outcome: "down",
  },
  {
    name: "outputNearFull",
    text: "an output tray is nearly full",
    outcome: "degraded",
  },
  { name: "outputFull", text: "an output tray is full", outcome: "down" },
  {
    name: "inputTrayEmpty",
    text: "a paper tray is empty",
    outcome: "degraded",
  },
  {
    name: "overduePreventMaint",
    text: "maintenance is overdue",
    outcome: "degraded",
  },
];

/** The errors of a state; it has as many bytes as the printer likes, and bits without a meaning are passed over. */
export function errorsIn(state: Buffer): PrinterError[] {
  return printerErrors.filter(
    (_, bit) => ((state[bit >> 3] ?? 0) & (0x80 >> (bit & 7))) !== 0,
  );
}

/** The names of a list with spaces or commas between them. */
export function parseErrorNames(written: string): string[] {
  return written.split(/[\s,]+/).filter((name) => name !== "");
}

export function isIgnored({ name }: PrinterError, ignored: string[]): boolean {
  return ignored.some((one) => one.toLowerCase() === name.toLowerCase());
}

export function errorNamesProblem(written: string): string | undefined {
  const names = parseErrorNames(written);
  const unknown = names.filter(
    (name) => !printerErrors.some((error) => isIgnored(error, [name])),
  );
  return names.length > 0 && unknown.length === 0
    ? undefined
    : `must be some of: ${printerErrors.map(({ name }) => name).join(", ")}`;
}
