import type { Db } from "../../store/db.ts";
import { getNamespace } from "../../store/targets/namespaces.ts";
import { getService } from "../../store/targets/services.ts";
import type { Place } from "../people/permission.ts";
import type { Topic } from "./subscriptions.ts";

/** What a line of any list of subscriptions says of what is heard of. */
export interface TopicLine {
  namespaceId: number | null;
  namespaceSlug: string | null;
  namespaceName: string | null;
  owners: string[] | null;
  serviceName: string | null;
  pattern: string | null;
}

/** "iati", "iati/Datastore", "*data*". */
export function topicName({
  namespaceSlug,
  serviceName,
  pattern,
}: TopicLine): string {
  if (pattern !== null) return pattern;
  return serviceName === null
    ? (namespaceSlug ?? "")
    : `${namespaceSlug}/${serviceName}`;
}

/** Where it lies; null for a pattern, which may mean everything. */
export function placeOfLine({
  namespaceId,
  namespaceName,
  owners,
}: TopicLine): Place | null {
  return namespaceId === null
    ? null
    : { namespaceId, namespaceName: namespaceName ?? "", owners: owners ?? [] };
}

/** The same of what somebody wants to hear of. */
export async function placeOfTopic(
  db: Db,
  { namespaceId, serviceId }: Topic,
): Promise<Place | null> {
  if (namespaceId !== null) return getNamespace(db, namespaceId);
  if (serviceId === null) return null;
  const service = await getService(db, serviceId);
  return getNamespace(db, service.namespaceId);
}
