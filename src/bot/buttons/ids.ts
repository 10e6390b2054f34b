/**
 * The action ids of all buttons and menus. Messages outlive deploys: an id that was sent once must go on to be answered,
 * so none is ever given another meaning. Behind a colon an id may carry more, to be unique among its neighbours.
 */
export const buttonIds = {
  /** The value is an incident's number. */
  acknowledge: "incident_ack",
  recheck: "incident_recheck",
  wakeIncident: "incident_wake",
  updateIncident: "incident_update",
  /** Opens a form. */
  postmortem: "incident_postmortem",
  incident: "incident_details",
  /** The value is an incident's number: all that happened in it. */
  incidentHistory: "incident_history",
  /** The value is {page, serviceId, namespaceSlug, onlyOpen}. */
  incidents: "incidents_page",
  /** Menus; the chosen value is an incident's number and a word. */
  snoozeIncident: "incident_snooze",
  moreOfIncident: "incident_more",
  /** The value is the number of the delivery whose message tells several incidents. */
  acknowledgeAll: "incidents_ack",
  listTold: "incidents_list",
  /** Opens a form; the value is a channel. */
  channelForm: "channel_form",
  /** The value is a service's id. */
  service: "service_details",
  checkService: "service_check",
  pauseService: "service_pause",
  resumeService: "service_resume",
  removeService: "service_remove",
  /** The value is a monitor's id. */
  monitor: "monitor_details",
  checkMonitor: "monitor_check",
  pauseMonitor: "monitor_pause",
  resumeMonitor: "monitor_resume",
  removeMonitor: "monitor_remove",
  /** The value is {serviceId or monitorId, ms}. */
  pauseFor: "pause_for",
  /** The value is {page, namespaceSlug}. */
  boardBack: "board_back",
  boardOn: "board_on",
  boardRefresh: "board_refresh",
  /** Opens a form. */
  addForm: "add_form",
  moreFields: "add_more",
  namespaceForm: "namespace_form",
  /** The value is {slug, keyId, sealed}. */
  pinForm: "pin_form",
  /** The value is the number of a post that waits for somebody. */
  postDraft: "draft_post",
  editDraft: "draft_edit",
  holdDraft: "draft_hold",
  /** The value is {part, incidentId, beforeId}. */
  deliveries: "deliveries_page",
  /** The value is a delivery's number. */
  deliveryRetry: "delivery_retry",
  deliveryResend: "delivery_resend",
  deliveryDrop: "delivery_drop",
  /** The value is an outlet's id. */
  outletAgain: "outlet_again",
  /** Opens a form; the value is a namespace's short name. */
  postsForm: "posts_form",
  /** Opens a form; the value is a network and a namespace's short name. */
  connectNetwork: "network_connect",
  /** The value is {slug, network}. */
  disconnectAccount: "account_disconnect",
  /** The value is a namespace's short name. */
  removeNamespace: "namespace_remove",
  /** Opens a form. */
  webhookForm: "webhook_form",
  /** The value is a subscription's id. */
  endSubscription: "subscription_end",
  /** The value is the id of what an address hears of. */
  endMail: "mail_end",
  /** Opens a form; the value is the channel that is to hear. */
  subscribeForm: "subscription_form",
  /** The values are ids. */
  editMonitor: "monitor_edit",
  editService: "service_edit",
  /** Opens a form; the value is {serviceId} or {monitorId}. */
  copyForm: "copy_form",
  moveForm: "move_form",
  renameForm: "rename_form",
  /** The value is a namespace's short name. */
  editNamespace: "namespace_edit",
  /** The value is {verb, pattern, ms, count}. */
  many: "many",
  /** The value is {serviceId}, {monitorId} or {removedAt}: all that was removed at that instant. */
  restore: "restore",
  /** Opens a form. */
  importForm: "import_form",
  /** Of a form: looks by what it holds. */
  testNow: "test_now",
  /** The value is a PictureWish: the same for another span, and as a file. */
  picture: "picture_show",
  sharePicture: "picture_share",
  /** The value is a given role's id. */
  takeRole: "role_take",
  /** Opens a form. */
  roleForm: "role_form",
  contactForm: "contact_form",
  /** Opens a form; the value is a service's id, or a word where none is chosen. */
  maintenanceForm: "maintenance_form",
  /** The value is a maintenance window's number. */
  maintenanceEdit: "maintenance_edit",
  maintenanceExtend: "maintenance_extend",
  maintenanceEnd: "maintenance_end",
  maintenanceCancel: "maintenance_cancel",
  maintenanceSkip: "maintenance_skip",
  /** The value is {windowId, ms}. */
  maintenanceExtendBy: "maintenance_extend_by",
  /** The value is {namespaceId, kind}; of `endReport` a report subscription's id. */
  report: "report_show",
  endReport: "report_end",
  /** One possibility among several: the value is the whole command, word by word. */
  choose: "choose",
  /** A menu of services; the verb is behind the colon, the chosen value is a service's id, or a monitor's behind an m. */
  pick: "pick",
} as const;

/** On the home tab, which is shown anew; it has no message for an answer. */
export const homeRefresh = "home_refresh";

export type ButtonId = (typeof buttonIds)[keyof typeof buttonIds];
