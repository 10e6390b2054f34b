/** Manifests that were installed, and old clients, know shortcuts by these names. */
export const MAINTENANCE_SHORTCUT = "maintenance_new";
export const ACKNOWLEDGE_SHORTCUT = "alert_ack";
