import type { SecretBox } from "../base/secret-box.ts";
import type { Instant } from "../domain/time.ts";
import { CHANGES_CHANNEL } from "./changes.ts";
import { type Db, preparedRows, rows } from "./db.ts";
import {
  type Audit,
  type PeriodicRun,
  PeriodicRunEntity,
  SecretEntity,
} from "./entities/bookkeeping.ts";

const WRITE_AUDIT = {
  name: "write audit",
  text: `
    WITH added AS (
      INSERT INTO audits (at, actor, actor_name, verb, target, details)
      VALUES (to_timestamp($1::float8 / 1000), $2, $3, $4, $5, $6))
    SELECT pg_notify('${CHANGES_CHANNEL}', '')`,
};

/** What somebody did may show on the page, which is read anew then: what was hidden is gone from it at once. */
export async function writeAudit(
  tx: Db,
  { at, actor, actorName, verb, target, details }: Omit<Audit, "id">,
): Promise<void> {
  await preparedRows(tx, WRITE_AUDIT, [
    at,
    actor,
    actorName,
    verb,
    target,
    JSON.stringify(details),
  ]);
}

/** Seals a secret for its row; `owner` is the row ("monitor:12"), `name` the field. */
export async function putSecret(
  tx: Db,
  box: SecretBox,
  owner: string,
  name: string,
  value: string,
): Promise<void> {
  await tx
    .createQueryBuilder()
    .insert()
    .into(SecretEntity)
    .values({ owner, name, ...box.seal(value, `${owner}/${name}`) })
    .orUpdate(["key_id", "sealed"], ["owner", "name"])
    .execute();
}

/** The secrets of rows, opened: owner to name to value. */
export async function openSecrets(
  db: Db,
  box: SecretBox,
  owners: string[],
): Promise<Map<string, Record<string, string>>> {
  const opened = new Map<string, Record<string, string>>();
  if (owners.length === 0) return opened;
  const sealed = await db
    .createQueryBuilder(SecretEntity, "secret")
    .where("secret.owner = ANY (:owners)", { owners })
    .getMany();
  for (const secret of sealed) {
    const values = opened.get(secret.owner) ?? {};
    values[secret.name] = box.open(secret, `${secret.owner}/${secret.name}`);
    opened.set(secret.owner, values);
  }
  return opened;
}

/** The rows that have a secret of this name; their names begin with `beginning`. */
export async function ownersOf(
  db: Db,
  beginning: string,
  name: string,
): Promise<string[]> {
  const found = await rows<{ owner: string }>(
    db,
    "SELECT owner FROM secrets WHERE starts_with(owner, $1) AND name = $2 ORDER BY owner",
    [beginning, name],
  );
  return found.map(({ owner }) => owner);
}

/** Which secrets a row has. */
export async function secretNamesOf(db: Db, owner: string): Promise<string[]> {
  const found = await db.find(SecretEntity, {
    where: { owner },
    select: { name: true },
    order: { name: "ASC" },
  });
  return found.map(({ name }) => name);
}

export async function deleteSecret(
  tx: Db,
  owner: string,
  name: string,
): Promise<void> {
  await tx.delete(SecretEntity, { owner, name });
}

export async function deleteSecrets(tx: Db, owner: string): Promise<void> {
  await tx.delete(SecretEntity, { owner });
}

/** Makes sure that a piece of periodic work has its row; an existing one keeps its due time. */
export async function ensurePeriodicRun(
  db: Db,
  name: string,
  dueAt: Instant,
): Promise<void> {
  const first: PeriodicRun = {
    name,
    dueAt,
    leaseUntil: null,
    finishedAt: null,
    failure: null,
  };
  await db
    .createQueryBuilder()
    .insert()
    .into(PeriodicRunEntity)
    .values(first)
    .orIgnore()
    .execute();
}

const CLAIM = {
  name: "claim periodic runs",
  text: `
    UPDATE periodic_runs SET lease_until = now() + $2 * interval '1 millisecond'
    WHERE name IN (
      SELECT name FROM periodic_runs WHERE name = ANY ($1) AND due_at <= now() AND (lease_until IS NULL OR lease_until < now())
      FOR UPDATE SKIP LOCKED)
    RETURNING name, finished_at AS "finishedAt"`,
};

/** Takes the periodic work that is due, for this instance alone; returns the names. */
export async function claimPeriodicRuns(
  db: Db,
  names: string[],
  leaseMs: number,
): Promise<{ name: string; finishedAt: Instant | null }[]> {
  return preparedRows(db, CLAIM, [names, leaseMs]);
}

export async function finishPeriodicRun(
  db: Db,
  name: string,
  outcome:
    | { dueAt: Instant; finishedAt: Instant }
    | { dueAt: Instant; failure: string },
): Promise<void> {
  await db.update(
    PeriodicRunEntity,
    { name },
    { failure: null, ...outcome, leaseUntil: null },
  );
}

export async function periodicRuns(db: Db): Promise<PeriodicRun[]> {
  return db.find(PeriodicRunEntity, { order: { name: "ASC" } });
}
