// A random walk through all that changes the public view.
import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { DAY, HOUR, type Instant, MINUTE } from "../domain/time.ts";
import { rows, type Store } from "../store/db.ts";
import { testStore } from "./database.ts";
import { contextOf, makeMonitor, makeNamespace } from "./factory.ts";
import { makeOutage } from "./past.ts";
import { PublicViewReader } from "../actions/public/public-view.ts";

const SERVICES = 12;
/** Three days before clocks are set back in Europe, ten before they are in America. */
const BEGIN = Date.UTC(2026, 9, 22, 21);
const zones = ["Europe/London", "America/New_York", "Asia/Kathmandu", "UTC"];
const at = (instant: Instant): string => `'${new Date(instant).toISOString()}'`;

/** Numbers that are the same in every run. */
class Dice {
  #seed: number;

  constructor(seed: number) {
    this.#seed = seed;
  }

  below(limit: number): number {
    this.#seed = (this.#seed * 16_807) % 2_147_483_647;
    return this.#seed % limit;
  }

  of<Item>(items: readonly [Item, ...Item[]]): Item {
    return items[this.below(items.length)] ?? items[0];
  }
}

/** What may happen to a service, as statements on it; `id` is its number. */
const happenings: readonly [
  (id: number, now: Instant, dice: Dice) => string,
  ...((id: number, now: Instant, dice: Dice) => string)[],
] = [
  (id, now) =>
    `INSERT INTO incidents (service_id, severity, reason, began_at, opened_at)
       VALUES (${id}, 'down', 'refused', ${at(now)}, ${at(now)}) ON CONFLICT DO NOTHING;
     INSERT INTO downtimes (incident_id, service_id, from_at)
       SELECT id, service_id, ${at(now)} FROM incidents WHERE service_id = ${id} AND resolved_at IS NULL ON CONFLICT DO NOTHING;
     UPDATE services SET status = 'down', status_since = ${at(now)} WHERE id = ${id}`,
  (id, now, dice) =>
    `UPDATE downtimes SET until_at = ${at(now - dice.below(3) * MINUTE)} WHERE service_id = ${id} AND until_at IS NULL;
     UPDATE incidents SET resolved_at = ${at(now)}, resolution = 'recovered' WHERE service_id = ${id} AND resolved_at IS NULL;
     UPDATE services SET status = 'up', status_since = ${at(now)} WHERE id = ${id}`,
  (id, now) =>
    `INSERT INTO maintenance_times (service_id, from_at) VALUES (${id}, ${at(now)}) ON CONFLICT DO NOTHING`,
  (id, now) =>
    `UPDATE maintenance_times SET until_at = ${at(now)} WHERE service_id = ${id} AND until_at IS NULL`,
  (id, now) => `UPDATE services SET name = 'Renamed ${now}' WHERE id = ${id}`,
  (id) => `UPDATE services SET public = NOT public WHERE id = ${id}`,
  (id, now) =>
    `UPDATE services SET removed_at = CASE WHEN removed_at IS NULL THEN ${at(now)}::timestamptz END WHERE id = ${id}`,
  (id, _now, dice) =>
    `UPDATE services SET namespace_id = ${1 + dice.below(2)} WHERE id = ${id}`,
  (_id, _now, dice) =>
    `UPDATE namespaces SET timezone = '${dice.of(["UTC", ...zones])}' WHERE id = ${1 + dice.below(2)}`,
];

const passing: readonly [Instant, ...Instant[]] = [
  0,
  MINUTE,
  7 * MINUTE,
  50 * MINUTE,
  5 * HOUR,
  DAY,
  9 * DAY,
];

async function furnish(store: Store): Promise<void> {
  await makeNamespace(store);
  await makeNamespace(store, { slug: "di" });
  for (let n = 0; n < SERVICES; n++) {
    const added = await makeMonitor(store, { serviceName: `Service ${n}` });
    for (let ago = n * DAY; ago < 400 * DAY; ago += (n + 9) * DAY)
      await makeOutage(store, added, BEGIN - ago - HOUR, BEGIN - ago);
  }
  await rows(
    store.db,
    `UPDATE services SET created_at = ${at(BEGIN)}::timestamptz - id * interval '40 days' RETURNING 1`,
  );
}

/** Lets so much happen; what is read again each time must be what is read anew. Returns how many days were kept. */
export async function walkView(
  t: TestContext,
  { steps, seed }: { steps: number; seed: number },
): Promise<number> {
  const store = await testStore(t);
  await furnish(store);
  const dice = new Dice(seed);
  const reader = new PublicViewReader();
  let now = BEGIN;
  let kept = 0;
  let before = await reader.read(contextOf(store, { now }));
  for (let step = 0; step < steps; step++) {
    const happening = dice.of(happenings)(1 + dice.below(SERVICES), now, dice);
    await store.db.query(happening);
    now += dice.of(passing);
    const context = contextOf(store, { now });
    const view = await reader.read(context);
    const anew = await new PublicViewReader().read(context);
    assert.deepEqual(view, anew, `seed ${seed}, step ${step}: ${happening}`);
    const days = new Set(daysIn(before));
    kept += daysIn(view).filter((one) => days.has(one)).length;
    before = view;
  }
  return kept;
}

function daysIn({ namespaces }: Awaited<ReturnType<PublicViewReader["read"]>>) {
  return namespaces.flatMap(({ services }) => services.map(({ days }) => days));
}
