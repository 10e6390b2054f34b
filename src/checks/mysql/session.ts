import type { Facts } from "../../domain/result.ts";
import type { Answer, Session } from "../database/dialect.ts";
import type { Failed } from "../starttls/incoming.ts";
import type { Client } from "./client.ts";
import type { MysqlVisit } from "./login.ts";
import { readReplication } from "./replication.ts";

const SECONDS = 1_000;

/** What can be asked of a server that let us in. */
export function createSession(client: Client, visit: MysqlVisit): Session {
  return {
    ask: (query) => ask(client, query, visit),
    vitals: () => readVitals(client),
    replication: () => readReplication(client, visit.greeting),
    leave: () => client.leave(),
  };
}

/** mysql2 sends one statement at a time, and the server takes no more (CLIENT_MULTI_STATEMENTS is off). */
async function ask(
  client: Client,
  query: string,
  { context, greeting, progress }: MysqlVisit,
): Promise<Answer | Failed> {
  const sinceStart = performance.now() - progress.startedAt;
  const leftMs = Math.max(1, Math.floor(context.timeoutMs - sinceStart));
  // Versions before MySQL 5.7 and MariaDB 10.1 have neither: there the deadline closes the connection only.
  await client.run(
    greeting.isMariaDb
      ? `SET SESSION max_statement_time = ${leftMs / SECONDS}`
      : `SET SESSION max_execution_time = ${leftMs}`,
  );
  const begun = await client.run("START TRANSACTION READ ONLY");
  if (!begun.ok) return begun;
  const answer = await client.run(query);
  if (!answer.ok) return answer;
  await client.run("ROLLBACK");
  const [row] = answer.rows;
  return { ok: true, value: row?.[0] };
}

async function readVitals(client: Client): Promise<Facts> {
  const status = await client.run(
    "SHOW GLOBAL STATUS WHERE Variable_name IN ('Uptime', 'Threads_connected')",
  );
  const limit = await client.run("SELECT @@global.max_connections");
  const facts: Facts = {};
  for (const [name, value] of status.ok ? status.rows : [])
    facts[name === "Uptime" ? "uptimeSeconds" : "connections"] = Number(value);
  if (limit.ok) facts["connectionsMax"] = Number(limit.rows[0]?.[0]);
  return facts;
}
