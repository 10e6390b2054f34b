/** The check types that look at a server that takes mail. */
export const mailServerTypes: readonly string[] = ["smtp", "mail"];

/**
 * Whether a monitor looks at the very server that our own mails go through: its alarms could not be told by mail just
 * when they are needed.
 */
export function isOwnMailServer(
  { type, settings }: { type: string; settings: unknown },
  mailHost: string,
): boolean {
  if (!mailServerTypes.includes(type)) return false;
  const host = (settings as { host?: unknown } | null)?.host;
  return typeof host === "string" && bare(host) === bare(mailHost);
}

/** Without port, brackets, and the dot that a name may end in. */
function bare(host: string): string {
  const [, bracketed] = /^\[([^\]]*)\]/.exec(host) ?? [];
  const isAddress = bracketed === undefined && host.split(":").length > 2;
  const name = bracketed ?? (isAddress ? host : (host.split(":")[0] ?? host));
  return name.trim().toLowerCase().replace(/\.$/, "");
}

/** What whoever set it up should know. */
export function ownMailServerWords(host: string): string {
  return `allswell's own mails go through ${host} (SMTP_URL): while it is down, nobody hears of that by mail. Let Slack or SMS tell it, or set SMTP_URL to another server.`;
}
