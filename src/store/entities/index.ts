import { AnnouncementEntity } from "./announcements.ts";
import { DeliveryEntity } from "./deliveries.ts";
import { OutletEntity, SubscriptionEntity } from "./outlets.ts";
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
import { MailHandOverEntity, MailSignupEntity } from "./mail.ts";
import { MonitorEntity, MonitorStateEntity } from "./monitors.ts";
import { NamespaceEntity } from "./namespaces.ts";
import { OwnTroubleEntity } from "./own-troubles.ts";
import { PagerCallEntity, PagerPersonEntity, PagingEntity } from "./paging.ts";
import { RoleGrantEntity, RotaEntity, RotaOverrideEntity } from "./people.ts";
import { AppearanceEntity, PostmortemEntity } from "./public-page.ts";
import { ReportSubscriptionEntity } from "./reports.ts";
import { FormerSlugEntity, ServiceEntity } from "./services.ts";
import { WebSessionEntity } from "./sessions.ts";
import { PanelEntity, PanelImageEntity, PanelValueEntity } from "./panels.ts";
import { ReceivedSmsEntity, SmsStatusEntity } from "./sms.ts";
import { ApiAnswerEntity, ApiTokenEntity } from "./tokens.ts";
import { AccountLimitsEntity, DraftEntity, VoiceEntity } from "./voices.ts";

/** Every table that TypeORM knows; results and rollups are written by SQL of their own (results.ts, rollups.ts). */
export const entities = [
  NamespaceEntity,
  AppearanceEntity,
  PostmortemEntity,
  ServiceEntity,
  FormerSlugEntity,
  MonitorEntity,
  MonitorStateEntity,
  IncidentEntity,
  IncidentEntryEntity,
  DowntimeEntity,
  OutletEntity,
  SubscriptionEntity,
  VoiceEntity,
  AccountLimitsEntity,
  DraftEntity,
  MaintenanceWindowEntity,
  MaintenanceScopeEntity,
  OccurrenceEntity,
  MaintenanceFailureEntity,
  MaintenanceTimeEntity,
  AnnouncementEntity,
  DeliveryEntity,
  OwnTroubleEntity,
  MailHandOverEntity,
  MailSignupEntity,
  SecretEntity,
  AuditEntity,
  PeriodicRunEntity,
  RoleGrantEntity,
  RotaEntity,
  RotaOverrideEntity,
  BeatEntity,
  ListeningEntity,
  ReceivedSmsEntity,
  SmsStatusEntity,
  PagingEntity,
  PagerCallEntity,
  PagerPersonEntity,
  MonitorFactsEntity,
  InstanceEntity,
  ReportSubscriptionEntity,
  ApiTokenEntity,
  ApiAnswerEntity,
  WebSessionEntity,
  PanelEntity,
  PanelImageEntity,
  PanelValueEntity,
];
