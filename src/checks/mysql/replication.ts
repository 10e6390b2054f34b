import type { Replication } from "../database/dialect.ts";
import type { Failed } from "../starttls/incoming.ts";
import type { Client, Rows } from "./client.ts";
import type { Greeting } from "./packets.ts";

/** From here on MySQL says "replica" and "source"; from 8.4 on it says nothing else. */
const RENAMED_IN = [8, 0, 22] as const;

/** Reads the state of every source that the server replicates from. */
export async function readReplication(
  client: Client,
  greeting: Greeting,
): Promise<Replication | Failed> {
  const shown = await client.run(statementFor(greeting));
  if (!shown.ok) return shown;
  const sources = sourcesOf(shown).map(readSource);
  if (sources.length === 0) return { ok: true, role: "primary" };
  const stopped = sources.find(
    (source) => source.stopped !== undefined,
  )?.stopped;
  const lags = sources.map(({ lagSeconds }) => lagSeconds);
  const known = lags.filter((lag) => lag !== null);
  return {
    ok: true,
    role: "replica",
    lagSeconds: known.length < lags.length ? null : Math.max(...known),
    ...(stopped !== undefined && { stopped }),
  };
}

export function statementFor({ version, isMariaDb }: Greeting): string {
  // MariaDB shows only the nameless source otherwise.
  if (isMariaDb) return "SHOW ALL SLAVES STATUS";
  const numbers = (version.match(/\d+/g) ?? []).map(Number);
  for (const [place, number] of RENAMED_IN.entries()) {
    const actual = numbers[place] ?? 0;
    if (actual > number) break;
    if (actual < number) return "SHOW SLAVE STATUS";
  }
  return "SHOW REPLICA STATUS";
}

/** Column names without the words that were renamed: "IO_Running", "Seconds_Behind". */
type Source = Map<string, string | null>;

function sourcesOf({ names, rows }: Rows): Source[] {
  const plain = names.map((name) =>
    name.replace(/^(Slave|Replica)_|_(Master|Source)$/g, ""),
  );
  return rows.map(
    (row) => new Map(plain.map((name, place) => [name, row[place] ?? null])),
  );
}

function readSource(source: Source): {
  lagSeconds: number | null;
  stopped: string | undefined;
} {
  const lag = source.get("Seconds_Behind") ?? null;
  const isStopped =
    source.get("IO_Running") !== "Yes" || source.get("SQL_Running") !== "Yes";
  return {
    lagSeconds: lag === null ? null : Number(lag),
    stopped: isStopped ? whyStopped(source) : undefined,
  };
}

function whyStopped(source: Source): string {
  const errors = [source.get("Last_SQL_Error"), source.get("Last_IO_Error")];
  return (
    errors.find(
      (error) => error !== undefined && error !== null && error !== "",
    ) ??
    `receiving: ${source.get("IO_Running") ?? "?"}, applying: ${source.get("SQL_Running") ?? "?"}`
  );
}
