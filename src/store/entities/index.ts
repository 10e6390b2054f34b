import {
  AnnouncementEntity,
  DeliveryEntity,
  OutletEntity,
  SubscriptionEntity,
} from "./announcements.ts";
import { MonitorFactsEntity } from "./facts.ts";
import { InstanceEntity } from "./instances.ts";
import { BeatEntity, ListeningEntity } from "./beats.ts";
import { AuditEntity, PeriodicRunEntity, SecretEntity } from "./bookkeeping.ts";
import {
  DowntimeEntity,
  IncidentEntity,
  IncidentEntryEntity,
} from "./incidents.ts";
import {
  MaintenanceFailureEntity,
  MaintenanceScopeEntity,
  MaintenanceTimeEntity,
  MaintenanceWindowEntity,
  OccurrenceEntity,
} from "./maintenance.ts";
import { MonitorEntity, MonitorStateEntity } from "./monitors.ts";
import { NamespaceEntity } from "./namespaces.ts";
import { RoleGrantEntity, RotaEntity, RotaOverrideEntity } from "./people.ts";
import { ReportSubscriptionEntity } from "./reports.ts";
import { FormerSlugEntity, ServiceEntity } from "./services.ts";
import { ReceivedSmsEntity } from "./sms.ts";

/** Every table that TypeORM knows; results and rollups are written by SQL of their own (results.ts, rollups.ts). */
export const entities = [
  NamespaceEntity,
  ServiceEntity,
  FormerSlugEntity,
  MonitorEntity,
  MonitorStateEntity,
  IncidentEntity,
  IncidentEntryEntity,
  DowntimeEntity,
  OutletEntity,
  SubscriptionEntity,
  MaintenanceWindowEntity,
  MaintenanceScopeEntity,
  OccurrenceEntity,
  MaintenanceFailureEntity,
  MaintenanceTimeEntity,
  AnnouncementEntity,
  DeliveryEntity,
  SecretEntity,
  AuditEntity,
  PeriodicRunEntity,
  RoleGrantEntity,
  RotaEntity,
  RotaOverrideEntity,
  BeatEntity,
  ListeningEntity,
  ReceivedSmsEntity,
  MonitorFactsEntity,
  InstanceEntity,
  ReportSubscriptionEntity,
];
