/**
 * The action ids of all buttons and menus. Messages outlive deploys: an id that was sent once must go on to be answered,
 * so none is ever given another meaning. Behind a colon an id may carry more, to be unique among its neighbours.
 */
export const buttonIds = {
  /** The value is an incident's number. */
  acknowledge: "incident_ack",
  recheck: "incident_recheck",
  incident: "incident_details",
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
  /** One possibility among several: the value is the whole command, word by word. */
  choose: "choose",
  /** A menu of services; the verb is behind the colon, the chosen value is a service's id. */
  pick: "pick",
} as const;

export type ButtonId = (typeof buttonIds)[keyof typeof buttonIds];
