import {
  AnnouncementEntity,
  DeliveryEntity,
  OutletEntity,
  SubscriptionEntity,
} from "./announcements.ts";
import { BeatEntity, ListeningEntity } from "./beats.ts";
import { AuditEntity, PeriodicRunEntity, SecretEntity } from "./bookkeeping.ts";
import {
  DowntimeEntity,
  IncidentEntity,
  IncidentEntryEntity,
} from "./incidents.ts";
import { MonitorEntity, MonitorStateEntity } from "./monitors.ts";
import { NamespaceEntity } from "./namespaces.ts";
import { ServiceEntity } from "./services.ts";
import { ReceivedSmsEntity } from "./sms.ts";

/** Every table that TypeORM knows; results and rollups are written by SQL of their own (results.ts, rollups.ts). */
export const entities = [
  NamespaceEntity,
  ServiceEntity,
  MonitorEntity,
  MonitorStateEntity,
  IncidentEntity,
  IncidentEntryEntity,
  DowntimeEntity,
  OutletEntity,
  SubscriptionEntity,
  AnnouncementEntity,
  DeliveryEntity,
  SecretEntity,
  AuditEntity,
  PeriodicRunEntity,
  BeatEntity,
  ListeningEntity,
  ReceivedSmsEntity,
];
