import type { Check } from "../../checks/check.ts";
import { secretFields } from "../../checks/fields.ts";

/** Shorter lines of a key may stand in any text. */
const SHORTEST_LINE = 8;

/** The forms in which the secrets of some settings could be seen. */
export function formsOf(check: Check, settings: unknown): string[] {
  const values = settings as Record<string, unknown>;
  const secrets = secretFields(check.settings)
    .map((name) => values[name])
    .filter((value) => typeof value === "string")
    .flatMap((value) => value.split("\n"))
    .filter((line) => line.length >= SHORTEST_LINE);
  const { username } = values;
  const logins =
    typeof username === "string"
      ? secrets.map((secret) => `${username}:${secret}`)
      : [];
  return [
    ...secrets,
    ...secrets.map((secret) => encodeURIComponent(secret)),
    ...[...secrets, ...logins].map((secret) => btoa(secret)),
    ...(check.secrets?.(settings) ?? []),
    "hunter-",
  ];
}

/** How many of them stand in a text. */
export function secretsIn(text: string, forms: string[]): number {
  return forms.filter((form) => text.includes(form)).length;
}
