import { type Actor, type Context, system } from "../actions/context.ts";
import { mailHandOvers } from "../actions/mail/mail-hand-overs.ts";
import { manageToken } from "../actions/mail/mail-tokens.ts";
import { monitorsOfOwnMailServer } from "../actions/mail/own-mail-server.ts";
import type { Log } from "../base/log.ts";
import { ownMailServerWords } from "../domain/own-mail-server.ts";
import type { Channel } from "../announcer/channel.ts";
import { mailChannel } from "../announcer/mail.ts";
import type { Config } from "../config.ts";
import type { Foundation } from "../foundation.ts";
import { createConnector } from "../net/create-connector.ts";
import type { Studio } from "../pictures/studio.ts";

/** Says at start where alarms of the mail server itself could not be told by mail. */
export async function warnOfOwnMailServer(
  host: string,
  { store }: Foundation,
  log: Log,
): Promise<void> {
  const monitors = await monitorsOfOwnMailServer(store.db, host);
  if (monitors.length > 0) log.warn({ monitors }, ownMailServerWords(host));
}

/** Of the operators' own mail server: it is named by the configuration, not by whoever types, so it may be anywhere. */
const ANYWHERE = ["0.0.0.0/0", "::/0"];

/** Null where no mail server is configured. `urlOf` is null where nobody outside could reach us. */
export function mailChannelOf(
  { mail }: Config,
  { clock, secrets }: Foundation,
  {
    contextOf,
    urlOf,
    studio,
  }: {
    contextOf: (actor: Actor) => Context;
    urlOf: ((path: string) => string) | null;
    studio: Studio;
  },
): Channel | null {
  if (mail === null) return null;
  return mailChannel({
    ...mail,
    connector: createConnector({ allowNetworks: ANYWHERE }),
    clock,
    handOvers: mailHandOvers(() => contextOf(system)),
    tag: (text) => secrets.tag(text),
    manageUrl: (recipient) =>
      urlOf?.(`/mail/${manageToken(secrets, recipient)}`) ?? null,
    siteUrl: () => urlOf?.("/") ?? null,
    draw: (picture) => studio.png(picture),
  });
}
