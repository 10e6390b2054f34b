import {
  addMonitor,
  type Added,
  type NewMonitor,
} from "../actions/targets/add-monitor.ts";
import {
  addNamespace,
  type NewNamespace,
} from "../actions/namespaces/add-namespace.ts";
import { connectAccount } from "../actions/audience/connect-account.ts";
import type { Actor, Context, Refusal } from "../actions/context.ts";
import { claimDueMonitors, type Claim } from "../actions/upkeep/probe-work.ts";
import {
  recordTransition,
  type Recorded,
  type Transition,
} from "../actions/incidents/record-transition.ts";
import { SecretBox } from "../base/secret-box.ts";
import { defaultPolicy, type Health, step } from "../domain/health.ts";
import type { Instant } from "../domain/time.ts";
import { rows, type Store } from "../store/db.ts";
import type { Namespace } from "../store/entities/namespaces.ts";
import { createPartitions } from "../store/results/partitions.ts";

export const testSecrets = new SecretBox(
  "a key for tests, of enough characters",
);

export const admin: Actor = { id: "UADMIN", name: "Ada", role: "admin" };

/** What verbs get; the time is the real one unless a test says otherwise. */
export function contextOf(
  store: Store,
  { actor = admin, now = Date.now() }: { actor?: Actor; now?: Instant } = {},
): Context {
  return { store, secrets: testSecrets, actor, now };
}

/** The value of a verb that must not refuse. */
export function granted<T extends { ok: true }>(answer: T | Refusal): T {
  if (!answer.ok) throw new Error(`refused: ${answer.text}`);
  return answer;
}

export async function makeNamespace(
  store: Store,
  fields: Partial<NewNamespace> = {},
): Promise<Namespace> {
  const slug = fields.slug ?? "iati";
  const request = {
    slug,
    name: slug.toUpperCase(),
    timezone: "UTC",
    channels: [{ id: `C${slug.toUpperCase()}`, label: `#${slug}` }],
    owners: [],
    ...fields,
  };
  return granted(await addNamespace(contextOf(store), request)).namespace;
}

/** An account on X that speaks for a namespace; its recipient id is `id`. */
export async function makeAccount(
  store: Store,
  slug: string,
  id = `90${slug.length}`,
): Promise<void> {
  granted(
    await connectAccount(contextOf(store), slug, {
      channel: "x",
      id,
      handle: `${slug}_status`,
      tokens: { accessToken: "token", accessSecret: "secret" },
    }),
  );
}

export function monitorFields(fields: Partial<NewMonitor> = {}): NewMonitor {
  return {
    namespaceSlug: "iati",
    serviceName: "Datastore",
    monitorName: "front page",
    type: "http",
    settings: { url: "http://127.0.0.1:9/" },
    secrets: {},
    everyMs: 60_000,
    schedule: null,
    timeoutMs: 5_000,
    confirmFailures: defaultPolicy.failures,
    confirmSuccesses: defaultPolicy.successes,
    confirmRetryMs: defaultPolicy.retryMs,
    essential: false,
    public: true,
    ...fields,
  };
}

export async function makeMonitor(
  store: Store,
  fields: Partial<NewMonitor> = {},
): Promise<Added> {
  return granted(await addMonitor(contextOf(store), monitorFields(fields)));
}

/** Makes a monitor due now, whatever was planned, and claims it. */
export async function claimNow(
  store: Store,
  monitorId: number,
): Promise<Claim> {
  await rows(
    store.db,
    "UPDATE monitor_states SET due_at = now(), lease_until = NULL WHERE monitor_id = $1 RETURNING 1",
    [monitorId],
  );
  await rows(
    store.db,
    "UPDATE monitor_states SET due_at = now() + interval '1 hour' WHERE monitor_id <> $1 AND due_at <= now() RETURNING 1",
    [monitorId],
  );
  const claims = await claimDueMonitors(contextOf(store), {
    aheadMs: 0,
    limit: 10,
  });
  const claim = claims.find((one) => one.monitorId === monitorId);
  if (claim === undefined)
    throw new Error(`monitor ${monitorId} could not be claimed`);
  return claim;
}

interface Belief {
  at?: Instant;
  reason?: string;
}

/** Lets a monitor be believed up, degraded or down, as if it had been probed often enough. */
export async function believe(
  store: Store,
  added: Pick<Added, "monitor" | "service">,
  belief: "up" | "degraded" | "down",
  { at = Date.now(), reason }: Belief = {},
): Promise<Recorded> {
  const seen = { at, ...(reason === undefined ? {} : { reason }) };
  const transition = await transitionTo(store, added, belief, seen);
  return recordTransition(contextOf(store, { now: at }), transition);
}

/** The change of mind that so many probes come to, not recorded yet. */
export async function transitionTo(
  store: Store,
  { monitor, service }: Pick<Added, "monitor" | "service">,
  belief: "up" | "degraded" | "down",
  { at = Date.now(), reason = "no answer within 5 s" }: Belief = {},
): Promise<Transition> {
  await createPartitions(store, at);
  const claim = await claimNow(store, monitor.id);
  let after: Health = claim.health;
  for (let looks = 0; after.belief !== belief && looks < 20; looks++)
    after = step(after, belief, at, defaultPolicy);
  return {
    serviceId: service.id,
    monitorName: monitor.name,
    version: claim.version,
    before: claim.health,
    after,
    result: {
      monitorId: monitor.id,
      at,
      outcome: belief,
      latencyMs: 12,
      reason: belief === "up" ? null : reason,
      facts: null,
    },
    dueAt: at + 60_000,
  };
}
