import { WebAPIPlatformError } from "@slack/web-api";

/** What Slack's refusal means, where it is one of these; any other error is thrown again. */
export function knownRefusal(
  error: unknown,
  refusals: Readonly<Record<string, string>>,
): string {
  const known =
    error instanceof WebAPIPlatformError
      ? refusals[error.data.error]
      : undefined;
  if (known === undefined) throw error;
  return known;
}
