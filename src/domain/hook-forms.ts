/** How a webhook is spoken to: in our own words, or as others understand it. */
export const hookForms = ["json", "slack", "teams", "pagerduty"] as const;
export type HookForm = (typeof hookForms)[number];

export const hookFormNames: Record<HookForm, string> = {
  json: "JSON",
  slack: "Slack-compatible",
  teams: "Microsoft Teams",
  pagerduty: "PagerDuty",
};

/** PagerDuty takes about 120 events a minute of a key: more incidents than this at once are one alert together. */
export const MOST_ALERTS = 40;

/** Programs that act on what they are told, and wake people up: what people read may wait to be told together. */
export function isForPrograms(form: HookForm | undefined): boolean {
  return form === "json" || form === "pagerduty";
}

/** The form in which an outlet is spoken to: it stands before the colon of its recipient. */
export function hookFormOf(recipient: string): HookForm | undefined {
  const word = recipient.slice(0, recipient.indexOf(":"));
  return hookForms.find((form) => form === word);
}
