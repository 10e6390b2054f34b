import type { ProbeResult } from "../domain/result.ts";
import { defineCheck, type ProbeContext } from "./check.ts";
import {
  answeredResult,
  failedResult,
  startProgress,
} from "./connection/progress.ts";
import { hostAndPortOf, joinHostAndPort } from "./host-and-port.ts";
import { elapsedSince } from "./milliseconds.ts";
import { printerFacts } from "./printer/facts.ts";
import { findingsOf, reasonOf } from "./printer/judge.ts";
import { printerSettings, type PrinterSettings } from "./printer/settings.ts";
import { readPrinter } from "./printer/tables.ts";
import { whySlow } from "./slow.ts";
import { refusalReason } from "./snmp/failures.ts";
import { withSession } from "./snmp/session.ts";
import { SNMP_PORT } from "./snmp/settings.ts";

/** A printer, asked over SNMP: is it ready, and what will it lack next? */
export const printer = defineCheck({
  label: "Printer",
  settings: printerSettings,
  target: "host",
  // Paper and toner do not run out within a minute, and small printers answer slowly.
  defaults: { everyMs: 300_000, timeoutMs: 15_000 },
  describe: (settings) => {
    const { host, port } = hostAndPortOf(settings, SNMP_PORT);
    return joinHostAndPort(host, port);
  },
  host: (settings) => hostAndPortOf(settings).host,
  probe,
});

async function probe(
  settings: PrinterSettings,
  context: ProbeContext,
): Promise<ProbeResult> {
  const progress = startProgress();
  const read = await withSession(settings, context, progress, readPrinter);
  if (!read.ok && "failure" in read)
    return failedResult(progress, read.failure, context);
  const latencyMs = elapsedSince(progress.startedAt);
  if (!read.ok) {
    const down = refusalReason(read, "the printer's state");
    return answeredResult(progress, { down }, latencyMs);
  }
  const { printer } = read;
  Object.assign(progress.facts, printerFacts(printer, settings, context.quote));
  if (printer.status === undefined && printer.supplies.length === 0) {
    const text =
      "it answers SNMP, but not as a printer: no hrPrinterStatus, no supplies";
    return answeredResult(
      progress,
      { down: { kind: "not-a-printer", text } },
      latencyMs,
    );
  }
  const findings = findingsOf(printer, settings, context.quote);
  const degraded =
    reasonOf(findings, "degraded") ?? whySlow(latencyMs, settings.slow);
  return answeredResult(
    progress,
    { down: reasonOf(findings, "down"), degraded },
    latencyMs,
  );
}
