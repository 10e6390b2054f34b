import { addMonitor } from "../../src/actions/targets/add-monitor.ts";
import { addNamespace } from "../../src/actions/namespaces/add-namespace.ts";
import { type Context, system } from "../../src/actions/context.ts";
import { SecretBox } from "../../src/base/secret-box.ts";
import { defaultPolicy } from "../../src/domain/health.ts";
import type { Database } from "./database.ts";
import { CHANNEL } from "./sandbox.ts";
import type { Targets } from "./targets.ts";

const NAMESPACE = "bench";
/** What the database's secrets are sealed with; only where secrets are sealed does the program have to know it. */
export const SECRET_KEY = "only for measuring";
const TIMEOUT_MS = 2_000;
const AT_ONCE = 8;

export interface Pages {
  /** The monitors look at the pages from `from` up to, not including, `to`; each has a service of its own. */
  from: number;
  to: number;
  everyMs: number;
  retryMs?: number;
  /** Of their services; the one that every measurement has where it is not said. */
  namespace?: string;
}

/** Makes a namespace that the channel hears of. */
export async function makeNamespace(
  database: Database,
  {
    foldMs,
    slug = NAMESPACE,
    channel = CHANNEL,
  }: {
    foldMs?: number;
    slug?: string;
    channel?: { id: string; label: string };
  } = {},
): Promise<void> {
  await withContext(database, async (context) => {
    const added = await addNamespace(context, {
      slug,
      name: slug === NAMESPACE ? "Bench" : slug,
      timezone: "UTC",
      channels: [channel],
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
  {
    from,
    to,
    everyMs,
    retryMs = defaultPolicy.retryMs,
    namespace = NAMESPACE,
  }: Pages,
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
          namespace,
        });
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
  });
}

/**
 * Copies the monitors of the first pages, which have one on each host, for further pages: thousands by the verb take as
 * many minutes.
 */
export async function copyMonitors(
  database: Database,
  { from, to, everyMs }: Pages,
): Promise<void> {
  await database.run(
    `CREATE TEMPORARY TABLE originals AS
       SELECT s.id AS service_id, m.id AS monitor_id, row_number() OVER (ORDER BY s.id) - 1 AS place, count(*) OVER () AS originals
       FROM services s JOIN monitors m ON m.service_id = s.id WHERE s.slug NOT LIKE 'copy-%';
     CREATE TEMPORARY TABLE copies AS
       SELECT page, o.monitor_id, s.namespace_id, nextval('services_id_seq') AS service_id, nextval('monitors_id_seq') AS copy_id
       FROM generate_series(${from}, ${to - 1}) AS page JOIN originals o ON o.place = page % o.originals JOIN services s ON s.id = o.service_id;
     INSERT INTO services (id, namespace_id, name, name_key, slug, public, status, status_since, created_at)
       SELECT service_id, namespace_id, 'Service ' || page, 'service ' || page, 'copy-' || page, true, 'up', now(), now() FROM copies;
     INSERT INTO monitors (id, service_id, name, name_key, type, settings, every_ms, timeout_ms, confirm_failures, confirm_successes, confirm_retry_ms, essential, revision, created_at)
       SELECT copy_id, c.service_id, m.name, m.name_key, m.type,
         jsonb_set(m.settings, '{url}', to_jsonb(regexp_replace(m.settings ->> 'url', '[0-9]+$', page::text))),
         ${everyMs}, m.timeout_ms, m.confirm_failures, m.confirm_successes, m.confirm_retry_ms, m.essential, m.revision, now()
       FROM copies c JOIN monitors m ON m.id = c.monitor_id;
     INSERT INTO monitor_states (monitor_id, due_at, version, revision, every_ms, phase_ms, timeout_ms, kind, since, belief, streak)
       SELECT copy_id, now() + interval '1 millisecond' * phase, st.version, st.revision, ${everyMs}, phase, st.timeout_ms, 'up', now(), 'up', 0
       FROM copies c JOIN monitor_states st ON st.monitor_id = c.monitor_id, LATERAL (SELECT (c.page * 7919) % ${everyMs} AS phase) AS spread`,
  );
}

export function serviceName(page: number): string {
  return `Service ${page}`;
}

async function addOne(
  context: Context,
  page: number,
  {
    url,
    everyMs,
    retryMs,
    namespace,
  }: { url: string; everyMs: number; retryMs: number; namespace: string },
): Promise<void> {
  const added = await addMonitor(context, {
    namespaceSlug: namespace,
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

/** Works on a database as whoever runs allswell. */
export function withContext(
  database: Database,
  work: (context: Context) => Promise<void>,
): Promise<void> {
  const secrets = new SecretBox(SECRET_KEY);
  return database.withStore((store) =>
    work({ store, secrets, actor: system, now: Date.now() }),
  );
}
