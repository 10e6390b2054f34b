// Mail as the sandbox's inbox gets it.
import { mailChannel, type MailParts } from "../announcer/mail.ts";
import type { Address, Channel } from "../announcer/channel.ts";
import { systemClock } from "../base/clock.ts";
import { SecretBox } from "../base/secret-box.ts";
import { createConnector } from "../net/create-connector.ts";
import type { Mail } from "../sandbox/mail/state.ts";
import type { Outside } from "./outside.ts";
import { PATIENT_MS } from "./patience.ts";

const secrets = new SecretBox("a secret key of tests");

/** A mail channel into a world's inbox; which mails may have been taken twice is remembered in memory. */
export function mailInto(
  { sandbox }: Outside,
  more: Partial<MailParts> = {},
): Channel {
  const { hostname, port } = new URL(sandbox.smtpUrl);
  const counts = new Map<number, number>();
  const add = async (id: number, one: number): Promise<void> => {
    counts.set(id, (counts.get(id) ?? 0) + one);
  };
  return mailChannel({
    server: {
      host: hostname,
      port: Number(port),
      secure: false,
      login: null,
      requireTls: false,
    },
    from: { name: "IATI status", address: "status@example.org" },
    connector: createConnector({ allowNetworks: ["127.0.0.0/8"] }),
    clock: systemClock,
    handOvers: {
      begin: (id) => add(id, 1),
      undo: (id) => add(id, -1),
      count: async (id) => counts.get(id) ?? 0,
    },
    tag: (text) => secrets.tag(text),
    manageUrl: () => "https://status.example.org/mail/token",
    siteUrl: () => "https://status.example.org/",
    draw: async () => Buffer.from("no picture"),
    timeoutMs: PATIENT_MS,
    ...more,
  });
}

export function mailAddress(to: string, more: Partial<Address> = {}): Address {
  return {
    deliveryId: 7,
    recipient: "reader:hash",
    threadRemoteId: null,
    since: Date.now() - 60_000,
    triedAt: Date.now() - 60_000,
    attempt: 1,
    credentials: { mail: to },
    ...more,
  };
}

/** What the inbox accepted: to one address or to all, after the one of a number or from the first. */
export async function mailsIn(
  world: Outside,
  { to, after = 0 }: { to?: string; after?: number } = {},
): Promise<Mail[]> {
  const whom = to === undefined ? "" : `&to=${encodeURIComponent(to)}`;
  const query = `?after=${after}${whom}`;
  const { messages } = (await world.control(
    "GET",
    `mail/messages${query}`,
  )) as {
    messages: Mail[];
  };
  return messages;
}

/** The value of a header of a mail. */
export function headerOf({ headers }: Mail, name: string): string | undefined {
  return headers.find((one) => one.name.toLowerCase() === name.toLowerCase())
    ?.value;
}
