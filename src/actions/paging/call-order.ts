import type { OnCallPerson } from "../../domain/on-call.ts";
import { callOrder } from "../../domain/paging.ts";
import type { Instant } from "../../domain/time.ts";
import type { Db } from "../../store/db.ts";
import { callsOf, type DuePaging } from "../../store/paging/pagings.ts";
import { planOf } from "../people/on-call.ts";

/** In which order the people of a namespace are called now. */
export async function callOrderOf(
  db: Db,
  namespaceId: number,
  now: Instant,
): Promise<OnCallPerson[]> {
  const { rota, overrides } = await planOf(db, namespaceId, now);
  return callOrder(rota, overrides, now);
}

/** Of these, for which somebody is left who was not called by SMS in this round. */
export async function withSomebodyLeft(
  db: Db,
  pagings: readonly DuePaging[],
  now: Instant,
): Promise<DuePaging[]> {
  const calls = await callsOf(
    db,
    pagings.map(({ incidentId }) => incidentId),
  );
  const left: DuePaging[] = [];
  for (const [id, those] of Map.groupBy(
    pagings,
    ({ namespaceId }) => namespaceId,
  )) {
    const order = await callOrderOf(db, id, now);
    left.push(
      ...those.filter(({ incidentId }) => {
        const called = calls.get(incidentId) ?? [];
        return order.some((person) =>
          called.every(
            ({ personId, way }) => way !== "sms" || personId !== person.id,
          ),
        );
      }),
    );
  }
  return left;
}
