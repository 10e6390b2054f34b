/**
 * The action ids of all buttons. Messages outlive deploys: an id that was sent once must go on to be answered, so none
 * is ever given another meaning.
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
  removeMonitor: "monitor_remove",
  /** The value is {page, namespaceSlug}. */
  boardBack: "board_back",
  boardOn: "board_on",
  boardRefresh: "board_refresh",
  /** Opens a form. */
  addForm: "add_form",
  namespaceForm: "namespace_form",
  /** The value is the namespace's slug. */
  pinForm: "pin_form",
  /** A name among several: the value is what to ask for. */
  choose: "choose",
} as const;
