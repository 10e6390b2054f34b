// What one would write in an hour: asks each URL in turn at an even pace, and may write down what it saw.
import pg from "pg";
import { Agent, request } from "undici";
import { answer, order, say } from "./parent.ts";

const TIMEOUT_MS = 5_000;
/** As often as allswell writes. */
const WRITE_EVERY_MS = 100;

export interface BareLoopOrder {
  urls: string[];
  /** Between two looks at the same URL. */
  everyMs: number;
  /** Where results go; null keeps none. */
  databaseUrl: string | null;
}

export interface BareLoopCount {
  done: number;
}

const { urls, everyMs, databaseUrl } = order as BareLoopOrder;
const agent = new Agent({ allowH2: false });
let done = 0;
let seen: { at: number; index: number; latencyMs: number }[] = [];

if (databaseUrl !== null) await writeTo(databaseUrl);
answer(() => ({ done }) satisfies BareLoopCount);
say({});
const startedAt = performance.now();
schedule(0);

function schedule(turn: number): void {
  const dueAt = startedAt + (turn * everyMs) / urls.length;
  setTimeout(
    () => {
      void look(turn % urls.length);
      schedule(turn + 1);
    },
    Math.max(0, dueAt - performance.now()),
  );
}

/** A fresh connection each time, as allswell's own check has. */
async function look(index: number): Promise<void> {
  const at = Date.now();
  const began = performance.now();
  const { statusCode, body } = await request(urls[index] ?? "", {
    dispatcher: agent,
    reset: true,
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  const text = await body.text();
  if (statusCode !== 200 || !text.includes("Search"))
    throw new Error(`${urls[index]} answered ${statusCode}`);
  if (databaseUrl !== null)
    seen.push({ at, index, latencyMs: performance.now() - began });
  done += 1;
}

async function writeTo(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  setInterval(() => {
    const batch = seen;
    seen = [];
    if (batch.length > 0) void write(client, batch);
  }, WRITE_EVERY_MS);
}

/** Into allswell's own table, so that storing costs the same. */
async function write(client: pg.Client, batch: typeof seen): Promise<void> {
  await client.query(
    `INSERT INTO results (at, monitor_id, latency_ms, outcome)
     SELECT to_timestamp(at / 1000), id, latency_ms, 0 FROM unnest($1::float8[], $2::integer[], $3::real[]) AS seen (at, id, latency_ms)`,
    [
      batch.map(({ at }) => at),
      batch.map(({ index }) => index),
      batch.map(({ latencyMs }) => latencyMs),
    ],
  );
}
