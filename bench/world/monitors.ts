import { addMonitor } from "../../src/actions/add-monitor.ts";
import { addNamespace } from "../../src/actions/add-namespace.ts";
import { type Context, system } from "../../src/actions/context.ts";
import { SecretBox } from "../../src/base/secret-box.ts";
import { defaultPolicy } from "../../src/domain/health.ts";
import type { Database } from "./database.ts";
import { CHANNEL } from "./sandbox.ts";
import type { Targets } from "./targets.ts";

const NAMESPACE = "bench";
const TIMEOUT_MS = 2_000;
const AT_ONCE = 8;

export interface Pages {
  /** The monitors look at the pages from `from` up to, not including, `to`; each has a service of its own. */
  from: number;
  to: number;
  everyMs: number;
  retryMs?: number;
}

/** Makes a namespace that the channel hears of. */
export async function makeNamespace(
  database: Database,
  { foldMs }: { foldMs?: number } = {},
): Promise<void> {
  await withContext(database, async (context) => {
    const added = await addNamespace(context, {
      slug: NAMESPACE,
      name: "Bench",
      timezone: "UTC",
      channels: [CHANNEL],
      owners: [],
      ...(foldMs === undefined ? {} : { foldMs }),
    });
    if (!added.ok) throw new Error(added.text);
  });
}

/** Adds monitors by the verb that people use, spread over their interval. */
export async function addMonitors(
  database: Database,
  targets: Targets,
  { from, to, everyMs, retryMs = defaultPolicy.retryMs }: Pages,
): Promise<void> {
  await withContext(database, async (context) => {
    let next = from;
    const worker = async (): Promise<void> => {
      while (next < to) {
        const page = next++;
        await addOne({ ...context, now: Date.now() }, page, {
          url: targets.url(page),
          everyMs,
          retryMs,
        });
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
  });
}

export function serviceName(page: number): string {
  return `Service ${page}`;
}

async function addOne(
  context: Context,
  page: number,
  { url, everyMs, retryMs }: { url: string; everyMs: number; retryMs: number },
): Promise<void> {
  const added = await addMonitor(context, {
    namespaceSlug: NAMESPACE,
    serviceName: serviceName(page),
    monitorName: "front page",
    type: "http",
    settings: { url, contains: "Search" },
    secrets: {},
    everyMs,
    schedule: null,
    timeoutMs: Math.min(TIMEOUT_MS, everyMs),
    confirmFailures: defaultPolicy.failures,
    confirmSuccesses: defaultPolicy.successes,
    confirmRetryMs: retryMs,
    essential: false,
    public: true,
    spread: true,
  });
  if (!added.ok) throw new Error(added.text);
}

function withContext(
  database: Database,
  work: (context: Context) => Promise<void>,
): Promise<void> {
  const secrets = new SecretBox("only for measuring");
  return database.withStore((store) =>
    work({ store, secrets, actor: system, now: Date.now() }),
  );
}
