import type { OnCallPerson, Override, Rota } from "../../domain/on-call.ts";
import type { Instant } from "../../domain/time.ts";
import type { Db } from "../db.ts";
import {
  RotaEntity,
  RotaOverrideEntity,
  type StoredOverride,
  type StoredRota,
} from "../entities/people.ts";

export async function findRota(
  db: Db,
  namespaceId: number,
): Promise<StoredRota | null> {
  return db.findOneBy(RotaEntity, { namespaceId });
}

export async function listRotas(db: Db): Promise<StoredRota[]> {
  return db.find(RotaEntity);
}

/** Makes or replaces the rota of a namespace. */
export async function putRota(
  tx: Db,
  namespaceId: number,
  rota: Rota,
): Promise<void> {
  await tx.upsert(
    RotaEntity,
    { ...rota, people: [...rota.people], namespaceId },
    ["namespaceId"],
  );
}

/** Whether there was one. */
export async function deleteRota(
  tx: Db,
  namespaceId: number,
): Promise<boolean> {
  return ((await tx.delete(RotaEntity, { namespaceId })).affected ?? 0) > 0;
}

/** Those that are not over yet, in the order in which they were made; of one namespace, or (null) of all. */
export async function overridesAfter(
  db: Db,
  namespaceId: number | null,
  now: Instant,
): Promise<StoredOverride[]> {
  return db
    .createQueryBuilder(RotaOverrideEntity, "override")
    .where("override.untilAt > to_timestamp(:now::float8 / 1000)", { now })
    .andWhere(
      "(:namespaceId::int IS NULL OR override.namespaceId = :namespaceId)",
      {
        namespaceId,
      },
    )
    .orderBy("override.id")
    .getMany();
}

export async function insertOverride(
  tx: Db,
  namespaceId: number,
  { person, from, until }: Override,
): Promise<void> {
  await tx.insert(RotaOverrideEntity, {
    namespaceId,
    personId: person.id,
    personName: person.name,
    fromAt: from,
    untilAt: until,
  });
}

/** Ends what somebody took and has not finished; those that have not begun are gone. How many there were. */
export async function endOverrides(
  tx: Db,
  namespaceId: number,
  { id }: Pick<OnCallPerson, "id">,
  now: Instant,
): Promise<number> {
  const open = (await overridesAfter(tx, namespaceId, now)).filter(
    ({ personId }) => personId === id,
  );
  for (const { id: overrideId, fromAt } of open)
    if (fromAt >= now) await tx.delete(RotaOverrideEntity, { id: overrideId });
    else
      await tx.update(RotaOverrideEntity, { id: overrideId }, { untilAt: now });
  return open.length;
}
