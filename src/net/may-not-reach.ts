import type { Connector } from "./connector.ts";

/** Whoever waits for the answer waits in Slack, which gives three seconds. */
const PATIENCE_MS = 1_500;

/** Why a host may never be connected to, in words without a full stop; undefined where it may, or is not found just now. */
export async function mayNotReach(
  connector: Pick<Connector, "resolve">,
  host: string,
): Promise<string | undefined> {
  const resolved = await connector.resolve({
    host,
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  const isForbidden =
    !resolved.ok && resolved.failure.kind === "address-not-allowed";
  return isForbidden ? resolved.failure.text : undefined;
}
