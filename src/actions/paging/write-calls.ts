import type { OnCallPerson } from "../../domain/on-call.ts";
import { sentence } from "../../domain/sentences.ts";
import { type Instant, SECOND } from "../../domain/time.ts";
import type { Db } from "../../store/db.ts";
import type { CallWay } from "../../store/entities/paging.ts";
import { addEntries } from "../../store/incidents/incidents.ts";
import { getNamespace } from "../../store/targets/namespaces.ts";
import { ensureOutlet } from "../../store/telling/outlets.ts";
import { insertCalls } from "../../store/paging/pager-calls.ts";
import { type DuePaging } from "../../store/paging/pagings.ts";

/** How soon it is looked at what became of it. */
const LOOK_MS = SECOND;

const wayWords: Record<CallWay, string> = {
  sms: "by SMS",
  slack: "in a direct message",
};

/** Writes one message down that calls somebody for all of these, to be sent by the ledger. */
export async function writeCalls(
  tx: Db,
  now: Instant,
  {
    person,
    way,
    pagings,
  }: { person: OnCallPerson; way: CallWay; pagings: readonly DuePaging[] },
): Promise<void> {
  const outlet = await ensureOutlet(
    tx,
    {
      channel: way,
      recipient: person.id,
      label: way === "sms" ? `${person.name} (SMS)` : person.name,
      audience: "team",
    },
    now,
  );
  const namespaces = new Map<number, object>();
  for (const { namespaceId } of pagings)
    if (!namespaces.has(namespaceId)) {
      const { slug, name, timezone } = await getNamespace(tx, namespaceId);
      namespaces.set(namespaceId, { slug, name, timezone });
    }
  const incidents = pagings.map((paging) => {
    const reason = paging.severity;
    const { serviceName, serviceSlug, beganAt } = paging;
    const told = {
      reason,
      beganAt,
      at: now,
      detail: paging.reason,
      actor: null,
    };
    return {
      incidentId: paging.incidentId,
      round: paging.round,
      reason,
      text: sentence({ ...told, service: serviceName }),
      facts: {
        namespace: namespaces.get(paging.namespaceId),
        service: { name: serviceName, slug: serviceSlug },
        beganAt,
        at: now,
        detail: paging.reason,
        actor: null,
      },
    };
  });
  const called = await insertCalls(tx, {
    personId: person.id,
    personName: person.name,
    way,
    outletId: outlet.id,
    at: now,
    lookAt: way === "sms" ? now + LOOK_MS : null,
    incidents,
  });
  await addEntries(tx, called, {
    at: now,
    kind: "called",
    text: `${person.name} was called ${wayWords[way]}.`,
  });
}
