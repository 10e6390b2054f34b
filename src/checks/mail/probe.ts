import type { ProbeResult } from "../../domain/result.ts";
import type { ProbeContext } from "../check.ts";
import { startProgress } from "../connection/progress.ts";
import { enterMailServer } from "../mail-protocol/open.ts";
import { credentialsOf } from "../mail-protocol/probe.ts";
import { smtpDialect } from "../mail-protocol/smtp.ts";
import { hangUp, leave } from "../mail-protocol/talk.ts";
import { elapsedSince } from "../milliseconds.ts";
import { whySlow } from "../slow.ts";
import type { Failed } from "../starttls/incoming.ts";
import { awaitMail, keep } from "./await-mail.ts";
import { imapMailbox } from "./imap-mailbox.ts";
import { allFacts, type Journey } from "./journey.ts";
import type { Mailbox, MailboxKind } from "./mailbox.ts";
import { pop3Mailbox } from "./pop3-mailbox.ts";
import { sendMail } from "./send.ts";
import {
  mailboxDialect,
  mailboxUserOf,
  type MailSettings,
} from "./settings.ts";
import { tidyUp } from "./tidy.ts";
import { createToken } from "./token.ts";
import { notSeen, notSent, unreadable, whyWarned } from "./verdicts.ts";

const kinds: Record<MailSettings["readBy"], MailboxKind> = {
  IMAP: imapMailbox,
  POP3: pop3Mailbox,
};

/**
 * Sends a mail and waits until it is in the mailbox. The mailbox is opened before anything is sent, so that a mailbox that
 * cannot be looked into is not filled, and so that only what arrives afterwards is looked through.
 */
export async function probeMail(
  settings: MailSettings,
  context: ProbeContext,
): Promise<ProbeResult> {
  const journey: Journey = {
    settings,
    context,
    sending: { context, progress: startProgress() },
    receiving: { context, progress: startProgress() },
    token: createToken(settings, context.now()),
    memory: {},
    facts: {},
  };
  const sender = await enterMailServer(
    smtpDialect,
    {
      ...settings,
      credentials: credentialsOf(settings.username, settings.password),
    },
    journey.sending,
  );
  if (!sender.ok) return notSent(sender, journey);
  const opened = await openMailbox(journey);
  if (!opened.ok) {
    leave(sender.talk, smtpDialect);
    return unreadable("nothing was sent, because", opened, journey);
  }
  const mailbox = await keep(opened, kinds[settings.readBy]);
  const started = performance.now();
  const sent = await sendMail(sender.talk, settings, journey.token);
  leave(sender.talk, smtpDialect);
  if (!sent.ok) {
    if (mailbox !== undefined) hangUp(mailbox.talk);
    return notSent(sent, journey);
  }
  Object.assign(journey.facts, {
    nonce: journey.token.nonce,
    accepted: sent.answer,
    sendMs: elapsedSince(started),
  });
  return receive(journey, mailbox);
}

async function openMailbox(journey: Journey): Promise<Mailbox | Failed> {
  const { settings, receiving, memory } = journey;
  receiving.progress.step = "looking up the name";
  const entered = await enterMailServer(
    mailboxDialect(settings.readBy),
    {
      host: settings.mailbox,
      port: settings.mailboxPort,
      tls: settings.mailboxTls,
      verifyTls: settings.verifyTls,
      credentials: {
        username: mailboxUserOf(settings),
        password: settings.mailboxPassword,
      },
    },
    receiving,
  );
  if (!entered.ok) return entered;
  const kind = kinds[settings.readBy];
  const opened = await kind.open(entered.talk, settings.folder, memory);
  if (!opened.ok) hangUp(entered.talk);
  return opened;
}

async function receive(
  journey: Journey,
  mailbox: Mailbox | undefined,
): Promise<ProbeResult> {
  const { settings, context, facts } = journey;
  const accepted = performance.now();
  const waited = await awaitMail(
    {
      header: journey.token.text,
      kind: kinds[settings.readBy],
      open: () => openMailbox(journey),
      signal: context.signal,
    },
    mailbox,
  );
  const deliveryMs = elapsedSince(accepted);
  if (!waited.ok) return notSeen(waited, deliveryMs, journey);
  facts["deliveryMs"] = deliveryMs;
  Object.assign(
    facts,
    await tidyUp(waited.mailbox, waited.found, settings, context),
  );
  const degraded = whySlow(deliveryMs, settings.slow) ?? whyWarned(journey);
  const seen = { latencyMs: deliveryMs, facts: allFacts(journey) };
  return degraded === undefined
    ? { outcome: "up", ...seen }
    : { outcome: "degraded", reason: degraded, ...seen };
}
