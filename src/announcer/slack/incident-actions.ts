/**
 * The action ids of an incident's buttons and menus; the bot answers them. Messages outlive deploys: what was sent once
 * keeps its meaning. Values are the incident's number, with a word behind it where there are choices.
 */
export const incidentActions = {
  acknowledge: "incident_ack",
  snooze: "incident_snooze",
  wake: "incident_wake",
  recheck: "incident_recheck",
  update: "incident_update",
  more: "incident_more",
  details: "incident_details",
  /** The value is the number of the delivery whose message tells several incidents. */
  acknowledgeAll: "incidents_ack",
  list: "incidents_list",
} as const;
