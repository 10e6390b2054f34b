import type { Clock } from "../base/clock.ts";
import { addressKey } from "../domain/mail-address.ts";
import type { Audience } from "../domain/announcement.ts";
import type { Picture } from "../domain/pictures.ts";
import { MINUTE } from "../domain/time.ts";
import type { Connector } from "../net/connector.ts";
import type { Address, Channel, Content, Found, Outcome } from "./channel.ts";
import { composeLetter } from "./mail/compose.ts";
import { Connections } from "./mail/connections.ts";
import type { MailServer } from "./mail/conversation.ts";
import { domainOf, mailOf, type Sender } from "./mail/envelope.ts";
import type { Letter } from "./mail/letter.ts";
import { outcomeOf } from "./mail/outcome.ts";
import type { Footer } from "./mail/render.ts";
import { pageUrl } from "./mail/site.ts";

/** Of one conversation with the server; shorter than a deliverer's lease. */
const TIMEOUT_MS = 25_000;
/** A mail that may have been taken is sent once more, under the same Message-ID, and not again. */
const MOST_HAND_OVERS = 2;
const ALARM_EVERY_MS = 30 * MINUTE;

/** Remembers which mails may have been taken: of a server that took one it cannot be asked. */
export interface HandOvers {
  /** Written down before the first byte of a mail is. */
  begin(deliveryId: number): Promise<void>;
  /** The server said that it did not take it. */
  undo(deliveryId: number): Promise<void>;
  /** How often it may have been taken. */
  count(deliveryId: number): Promise<number>;
}

export interface MailParts {
  server: MailServer;
  from: Sender;
  connector: Connector;
  clock: Clock;
  handOvers: HandOvers;
  /** A word that only we can make of a text, for ids that nobody else gives. */
  tag: (text: string) => string;
  /** Where a recipient sees and stops what comes; null where nobody can reach us. */
  manageUrl: (recipient: string) => string | null;
  /** The public page; null where nobody can reach us. */
  siteUrl: () => string | null;
  draw: (picture: Picture) => Promise<Buffer>;
  timeoutMs?: number;
}

/** A letter, and for whom; fixed before the first attempt. */
export interface MailPayload {
  letter: Letter;
  audience: Audience;
}

/** Mail to one address each: nobody sees who else gets it, and each address stands for itself. */
export function mailChannel(parts: MailParts): Channel {
  const bell = new AlarmBell(parts.clock);
  const connections = new Connections(parts.server, parts.connector);
  return {
    compose: (content, audience = "customers") =>
      composeMail(content, audience),
    send: async (payload, address) =>
      bell.once(
        await send(parts, connections, payload as MailPayload, address),
        address,
      ),
    find: (_payload, { deliveryId }) => find(parts, deliveryId),
  };
}

/** What a mail says, the same for whoever gets it. */
export function composeMail(content: Content, audience: Audience): MailPayload {
  return { letter: composeLetter(content, audience), audience };
}

/** A server that lets nobody in is one trouble, however many addresses wait for it. */
class AlarmBell {
  readonly #clock: Clock;
  #rungAt = -Infinity;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The same outcome, without its alarm where that was raised a while ago. */
  once(outcome: Outcome, { attempt }: Address): Outcome {
    if (outcome.kind !== "later" || outcome.alarm !== true || attempt > 1)
      return outcome;
    const now = this.#clock.now();
    const isNew = now - this.#rungAt > ALARM_EVERY_MS;
    if (isNew) this.#rungAt = now;
    const { alarm: _alarm, ...quiet } = outcome;
    return isNew ? outcome : quiet;
  }
}

async function send(
  parts: MailParts,
  connections: Connections,
  { letter, audience }: MailPayload,
  address: Address,
): Promise<Outcome> {
  const { from, clock, handOvers } = parts;
  const { deliveryId, recipient, threadRemoteId, attempt } = address;
  const to = address.credentials["mail"];
  if (to === undefined)
    return {
      kind: "never",
      reason: "its mail address is not known any more",
      outletIsDead: true,
    };
  const messageId = messageIdOf(parts, deliveryId);
  const url = parts.manageUrl(recipient);
  const bytes = await mailOf(withSite(parts, letter, audience), {
    from,
    to,
    messageId,
    underId: threadRemoteId,
    at: clock.now(),
    footer:
      letter.isQuestion === true
        ? { words: "Sent by allswell.", link: null }
        : footerOf(audience, recipient, url),
    // One click of one reader must not end the alarms of a team.
    unsubscribe:
      url === null ? null : { url, oneClick: audience === "customers" },
    picture: await pictureOf(parts, letter),
  });
  const handed = await connections.handOver(
    { from: from.address, to, bytes },
    {
      now: clock.now(),
      timeoutMs: parts.timeoutMs ?? TIMEOUT_MS,
      beforeWriting: () => handOvers.begin(deliveryId),
    },
  );
  if (handed.ok)
    return { kind: "accepted", remoteId: handed.newId ?? messageId };
  const outcome = outcomeOf(withoutAddress(handed, to), attempt);
  if (handed.wasWritten && outcome.kind !== "ambiguous")
    await handOvers.undo(deliveryId);
  return outcome;
}

/** The same for every attempt: programs show two copies of one mail as one. */
function messageIdOf({ from, tag }: MailParts, deliveryId: number): string {
  const word = tag(`message ${deliveryId}`);
  return `<allswell.${deliveryId}.${word}@${domainOf(from)}>`;
}

function footerOf(
  audience: Audience,
  recipient: string,
  link: string | null,
): Footer {
  const words = recipient.startsWith("reader:")
    ? "You asked for these mails."
    : audience === "team"
      ? "Sent by allswell, which watches this."
      : "This address is on the list for such news.";
  return {
    words: link === null ? words : `${words} See what comes, or stop it:`,
    link,
  };
}

/** Everybody finds more on the page; customers at least how all is. */
function withSite(
  { siteUrl }: MailParts,
  letter: Letter,
  audience: Audience,
): Letter {
  const home = siteUrl();
  if (home === null || letter.isQuestion === true) return letter;
  const { site, links } = letter;
  if (site !== undefined) {
    const url = pageUrl(site, home);
    return { ...letter, links: [...links, { words: "More about it:", url }] };
  }
  return audience === "team"
    ? letter
    : { ...letter, links: [...links, { words: "Status page:", url: home }] };
}

/** Better without its picture than not at all. */
async function pictureOf(
  { draw }: MailParts,
  { picture }: Letter,
): Promise<Buffer | null> {
  if (picture === null) return null;
  try {
    return await draw(picture);
  } catch {
    return null;
  }
}

/** Servers repeat whom they refuse; reasons are shown and logged. */
function withoutAddress<Failed extends { reason: string }>(
  failed: Failed,
  to: string,
): Failed {
  const wanted = addressKey(to);
  const reason = failed.reason.replace(/[^\s<>"()]+@[^\s<>"()]+/gu, (found) =>
    addressKey(found).includes(wanted) ? "the address" : found,
  );
  return { ...failed, reason };
}

/** Nobody can be asked: what may have been taken twice is left to people to look. */
async function find(
  { handOvers }: MailParts,
  deliveryId: number,
): Promise<Found> {
  const count = await handOvers.count(deliveryId);
  return count < MOST_HAND_OVERS
    ? { kind: "absent" }
    : {
        kind: "unsure",
        reason: `the mail was handed over ${count} times, and the server never said whether it took it`,
        isFinal: true,
      };
}
