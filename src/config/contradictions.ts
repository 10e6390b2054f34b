import type { Settings } from "./schema.ts";

/** What is well on its own and does not go together, in words. */
export function contradictions(settings: Settings): string[] {
  const {
    SLACK_BOT_TOKEN: bot,
    SLACK_APP_TOKEN: app,
    SLACK_SIGNING_SECRET: signing,
    TWITTER_APP_KEY: key,
    TWITTER_APP_SECRET: secret,
  } = settings;
  const problems: string[] = [];
  if (bot === undefined && (app ?? signing) !== undefined)
    problems.push(
      "SLACK_BOT_TOKEN is missing: it is under OAuth & Permissions of the Slack app",
    );
  if (bot !== undefined && app === undefined && signing === undefined) {
    problems.push(
      "SLACK_APP_TOKEN (Socket Mode, needs no public address) or SLACK_SIGNING_SECRET (HTTP mode) must be set beside SLACK_BOT_TOKEN",
    );
  }
  if (app !== undefined && signing !== undefined)
    problems.push(
      "SLACK_APP_TOKEN and SLACK_SIGNING_SECRET are both set: keep the first for Socket Mode, the second for HTTP mode",
    );
  problems.push(...signInProblems(settings));
  if ((key === undefined) !== (secret === undefined))
    problems.push(
      "TWITTER_APP_KEY and TWITTER_APP_SECRET belong together: set both, or neither",
    );
  if ((settings.SMTP_URL === undefined) !== (settings.MAIL_FROM === undefined))
    problems.push(
      "SMTP_URL and MAIL_FROM belong together: set both to send mails, or neither",
    );
  const twilio = [
    settings.TWILIO_ACCOUNT_SID,
    settings.TWILIO_AUTH_TOKEN,
    settings.TWILIO_FROM ?? settings.TWILIO_MESSAGING_SERVICE_SID,
  ].filter((value) => value !== undefined);
  if (twilio.length === 1 || twilio.length === 2)
    problems.push(
      "TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and TWILIO_FROM (or TWILIO_MESSAGING_SERVICE_SID) belong together: set all three, or none",
    );
  return problems;
}

function signInProblems({
  SLACK_CLIENT_ID: id,
  SLACK_CLIENT_SECRET: secret,
  SLACK_BOT_TOKEN: bot,
  PUBLIC_URL: publicUrl,
}: Settings): string[] {
  if (id === undefined && secret === undefined) return [];
  return [
    ...(id === undefined || secret === undefined
      ? [
          "SLACK_CLIENT_ID and SLACK_CLIENT_SECRET belong together: set both to let people sign in on the web, or neither",
        ]
      : []),
    ...(publicUrl === undefined
      ? [
          "PUBLIC_URL is missing: Slack sends people who sign in (SLACK_CLIENT_ID) back to it",
        ]
      : []),
    ...(bot === undefined
      ? [
          "SLACK_BOT_TOKEN is missing: it tells what those who sign in (SLACK_CLIENT_ID) may do",
        ]
      : []),
  ];
}
