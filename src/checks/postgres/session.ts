import type { Facts } from "../../domain/result.ts";
import type {
  Answer,
  Replication,
  Session,
  Visit,
} from "../database/dialect.ts";
import type { Failed } from "../starttls/incoming.ts";
import type { Client } from "./client.ts";

const VITALS = `
  SELECT current_setting('server_version'),
         floor(extract(epoch FROM now() - pg_postmaster_start_time())),
         (SELECT sum(numbackends) FROM pg_stat_database),
         current_setting('max_connections')`;

/**
 * A replica that has applied all that it received, and still receives, is not behind, however long ago the last
 * transaction was: the primary had nothing to say. The row of the receiver can be seen by everybody, its columns cannot.
 */
const REPLICATION = `
  SELECT pg_is_in_recovery(),
         CASE WHEN NOT pg_is_in_recovery() THEN NULL
              WHEN pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn()
                   AND EXISTS (SELECT FROM pg_stat_wal_receiver) THEN 0
              ELSE round(extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp())::numeric, 1)
         END`;

/** What can be asked of a server that let us in. */
export function createSession(client: Client, visit: Visit): Session {
  return {
    ask: (query) => ask(client, query, visit),
    vitals: () => readVitals(client),
    replication: () => readReplication(client),
    leave: () => client.leave(),
  };
}

async function ask(
  client: Client,
  query: string,
  { context, progress }: Visit,
): Promise<Answer | Failed> {
  const sinceStart = performance.now() - progress.startedAt;
  const leftMs = Math.max(1, Math.floor(context.timeoutMs - sinceStart));
  // LOCAL, for a pooler may give the session to somebody else after us.
  const begun = await client.runAll(
    `BEGIN TRANSACTION READ ONLY; SET LOCAL statement_timeout = ${leftMs}`,
  );
  if (!begun.ok) return begun;
  const answer = await client.run(query);
  if (!answer.ok) return answer;
  await client.runAll("ROLLBACK");
  const [row] = answer.rows;
  return { ok: true, value: row?.[0] };
}

async function readVitals(client: Client): Promise<Facts> {
  const seen = await client.run(VITALS);
  const [version, uptime, connections, most] =
    (seen.ok ? seen.rows[0] : undefined) ?? [];
  if (version === undefined) return {};
  return {
    version,
    uptimeSeconds: Number(uptime),
    connections: Number(connections),
    connectionsMax: Number(most),
  };
}

async function readReplication(client: Client): Promise<Replication | Failed> {
  const seen = await client.run(REPLICATION);
  if (!seen.ok) return seen;
  const [isReplica, lag = null] = seen.rows[0] ?? [];
  if (isReplica !== "t") return { ok: true, role: "primary" };
  return {
    ok: true,
    role: "replica",
    lagSeconds: lag === null ? null : Number(lag),
  };
}
