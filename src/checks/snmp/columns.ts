import type { Varbind } from "net-snmp";
import type { Failed, Refused } from "./failures.ts";
import type { Session } from "./session.ts";
import { isMissing } from "./value.ts";

/** A device of sense has fewer; one that never comes to an end is not followed for ever. */
const MOST_ROWS = 24;

/** One object of each row of a table, by the row's index ("1.3"), in the order of the rows. */
export type Column = Map<string, Varbind>;

export type ColumnsRead<Name extends string> =
  { ok: true; columns: Record<Name, Column> } | Failed | Refused;

interface Reading {
  base: string;
  /** The object read last, at first the column itself; undefined once the column has come to its end. */
  at: string | undefined;
  column: Column;
}

/**
 * Reads columns of a table side by side, a row with each request: GetNext, which every agent of every version knows and
 * whose answers fit into a datagram. Columns that the agent lacks are empty.
 */
export async function readColumns<Name extends string>(
  session: Session,
  bases: Record<Name, string>,
): Promise<ColumnsRead<Name>> {
  const readings = Object.entries<string>(bases).map(
    ([name, base]): [string, Reading] => [
      name,
      { base, at: base, column: new Map() },
    ],
  );
  const all = readings.map(([, reading]) => reading);
  for (let row = 0; row < MOST_ROWS; row += 1) {
    const open = all.filter(({ at }) => at !== undefined);
    if (open.length === 0) break;
    const failure = await advance(session, open);
    if (failure !== undefined) return failure;
  }
  const columns = Object.fromEntries(
    readings.map(([name, { column }]) => [name, column]),
  );
  return { ok: true, columns: columns as Record<Name, Column> };
}

async function advance(
  session: Session,
  open: Reading[],
): Promise<Failed | Refused | undefined> {
  const answer = await session.getNext(open.map(({ at = "" }) => at));
  if (answer.ok) {
    for (const [i, reading] of open.entries())
      take(reading, answer.varbinds[i]);
    return undefined;
  }
  return "status" in answer ? retry(session, open, answer) : answer;
}

/**
 * What an agent refuses as a whole it may answer in parts: v1 at the end of all, others where it is too long. A column that
 * it cannot tell is one that it lacks; only where we may not read is everything in vain.
 */
async function retry(
  session: Session,
  open: Reading[],
  refused: Refused,
): Promise<Failed | Refused | undefined> {
  if (/^(NoAccess|AuthorizationError)$/.test(refused.status)) return refused;
  const [only] = open;
  if (only !== undefined && open.length === 1) {
    only.at = undefined;
    return undefined;
  }
  const half = open.length >> 1;
  return (
    (await advance(session, open.slice(0, half))) ??
    (await advance(session, open.slice(half)))
  );
}

function take(reading: Reading, varbind: Varbind | undefined): void {
  const { base, at = "", column } = reading;
  if (varbind === undefined || isMissing(varbind)) {
    reading.at = undefined;
    return;
  }
  const { oid } = varbind;
  const isNext = oid.startsWith(`${base}.`) && isAfter(oid, at);
  reading.at = isNext ? oid : undefined;
  if (isNext) column.set(oid.slice(base.length + 1), varbind);
}

/** An agent that goes round in circles would never end. */
function isAfter(oid: string, before: string): boolean {
  const numbers = oid.split(".").map(Number);
  const others = before.split(".").map(Number);
  const at = numbers.findIndex((number, i) => number !== others[i]);
  return at !== -1 && (numbers[at] ?? 0) > (others[at] ?? -1);
}
