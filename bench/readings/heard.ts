import { HOOK, LIST, NAMESPACES } from "../world/audience.ts";
import type { Sandbox } from "../world/sandbox.ts";

/** What one way of telling got: when each message was accepted, by the sandbox's clock. */
export interface Heard {
  way: string;
  /** Those that share the messages: channels, accounts, people, addresses. */
  recipients: number;
  accepted: number[];
  edits: number[];
}

interface Accepted {
  at: number;
}

/** All that everybody was told from an instant on. */
export async function heardSince(
  sandbox: Sandbox,
  since: number,
  readers: number,
): Promise<Heard[]> {
  const { tweets } = await sandbox.control<{ tweets: Accepted[] }>("x/tweets");
  const { messages: sms } = await sandbox.control<{ messages: Accepted[] }>(
    "twilio/messages",
  );
  const { received } = await sandbox.control<{
    received: (Accepted & { name: string })[];
  }>("hooks/received");
  const { messages: mails } = await sandbox.control<{
    messages: (Accepted & { to: string[] })[];
  }>("mail/messages");
  const isForList = ({ to }: { to: string[] }): boolean => to.includes(LIST);
  const slack = await slackSince(sandbox, since);
  const times = (list: readonly Accepted[]): number[] =>
    list.map(({ at }) => at).filter((at) => at >= since);
  return [
    { way: "Slack", recipients: NAMESPACES.length, ...slack },
    one("X", NAMESPACES.length, times(tweets)),
    one("SMS", 1, times(sms)),
    one("mail list", 1, times(mails.filter(isForList))),
    one("webhook", 1, times(received.filter(({ name }) => name === HOOK))),
    one("readers", readers, times(mails.filter((mail) => !isForList(mail)))),
  ];
}

function one(way: string, recipients: number, accepted: number[]): Heard {
  return { way, recipients, accepted, edits: [] };
}

async function slackSince({ slack }: Sandbox, since: number) {
  const channels: string[] = NAMESPACES.map(({ channel }) => channel.id);
  const records = await slack.records({ kind: ["message", "edit"] });
  const ours = records.filter(
    ({ at, channel = "" }) => at >= since && channels.includes(channel),
  );
  const times = (kind: string): number[] =>
    ours.filter((record) => record.kind === kind).map(({ at }) => at);
  return { accepted: times("message"), edits: times("edit") };
}
