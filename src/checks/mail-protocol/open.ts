import type { Socket } from "node:net";
import { connectTo, secureTo } from "../connection/open.ts";
import { hostAndPortOf } from "../host-and-port.ts";
import { elapsedSince } from "../milliseconds.ts";
import { failed, type Failed } from "../starttls/incoming.ts";
import { finishUpgrade, noStartTls } from "../starttls/upgrade.ts";
import { whereIs, type TlsMode } from "./settings.ts";
import {
  hangUp,
  startTalk,
  type Credentials,
  type Dialect,
  type Talk,
  type Visit,
} from "./talk.ts";

/** A mail server, and how it is to be entered. */
export interface Access {
  host: string;
  port?: number | undefined;
  tls: TlsMode;
  verifyTls: boolean;
  /** Undefined where no login is to be tried. */
  credentials: Credentials | undefined;
}

export interface Entered {
  ok: true;
  talk: Talk;
  /** As they were before the login. */
  capabilities: string[];
}

type Introduced = Entered & { isSecure: boolean };

/**
 * Connects, is greeted, begins TLS as wished, and logs in where there are credentials. What is seen on the way becomes
 * facts. Where any of it fails, no socket is left.
 */
export async function enterMailServer(
  dialect: Dialect,
  access: Access,
  visit: Visit,
): Promise<Entered | Failed> {
  const introduced = await introduce(dialect, access, visit);
  if (!introduced.ok || access.credentials === undefined) return introduced;
  const { talk, capabilities, isSecure } = introduced;
  if (!isSecure && access.tls !== "none") {
    hangUp(talk);
    return failed(
      "no-starttls",
      "the server does not offer TLS, and the password is not sent without it",
    );
  }
  const started = performance.now();
  const done = await dialect.logIn(talk, access.credentials, capabilities);
  if (!done.ok) {
    hangUp(talk);
    return done;
  }
  visit.progress.facts["loginMs"] = elapsedSince(started);
  return introduced;
}

/** Everything up to the login. */
async function introduce(
  dialect: Dialect,
  access: Access,
  visit: Visit,
): Promise<Introduced | Failed> {
  const { host, port } = whereIs(access, dialect);
  const { context, progress } = visit;
  const { tls } = access;
  const connected = await connectTo({ host, port }, context, progress);
  if (!connected.ok) return connected;
  const isImplicit =
    tls === "implicit" || (tls === "auto" && port === dialect.tlsPort);
  const first = isImplicit
    ? await secure(connected.socket, access, visit)
    : connected;
  if (!first.ok) return first;
  const talk = startTalk(first.socket, visit);
  const heard = await hear(dialect, talk, visit);
  if (!heard.ok) {
    hangUp(talk);
    return heard;
  }
  const plain = { ...heard, talk, isSecure: isImplicit };
  if (isImplicit || !wantsStartTls(dialect, tls, heard.capabilities))
    return plain;
  return upgrade(dialect, access, visit, plain);
}

async function hear(
  dialect: Dialect,
  talk: Talk,
  { progress }: Visit,
): Promise<{ ok: true; capabilities: string[] } | Failed> {
  const started = performance.now();
  const greeted = await dialect.greet(talk);
  if (!greeted.ok) return greeted;
  progress.facts["greetingMs"] = elapsedSince(started);
  progress.facts["banner"] = greeted.banner;
  return listCapabilities(dialect, talk, { progress });
}

async function listCapabilities(
  dialect: Dialect,
  talk: Talk,
  { progress }: Pick<Visit, "progress">,
): Promise<{ ok: true; capabilities: string[] } | Failed> {
  const listed = await dialect.capabilities(talk);
  if (listed.ok)
    progress.facts["capabilities"] = listed.capabilities.join(", ");
  return listed;
}

function wantsStartTls(
  { startTlsCapability }: Dialect,
  tls: TlsMode,
  capabilities: string[],
): boolean {
  if (tls === "starttls") return true;
  return (
    tls === "auto" && capabilities.some((one) => startTlsCapability.test(one))
  );
}

async function upgrade(
  dialect: Dialect,
  access: Access,
  visit: Visit,
  { talk, capabilities }: Entered,
): Promise<Introduced | Failed> {
  const agreed = await agreeOnTls(dialect, talk, capabilities);
  const left = talk.lines.release();
  const upgraded = finishUpgrade(
    talk.socket,
    left,
    agreed.ok ? { ...agreed, greeting: "" } : agreed,
  );
  if (!upgraded.ok) return upgraded;
  const secured = await secure(talk.socket, access, visit);
  if (!secured.ok) return secured;
  const secureTalk = startTalk(secured.socket, visit);
  // What was offered in plain text does not count any more: anybody could have written it.
  const listed = await listCapabilities(dialect, secureTalk, visit);
  if (!listed.ok) {
    hangUp(secureTalk);
    return listed;
  }
  return { ...listed, talk: secureTalk, isSecure: true };
}

/** A server that does not say what it offers (POP3 without CAPA) is asked all the same. */
function agreeOnTls(
  dialect: Dialect,
  talk: Talk,
  capabilities: string[],
): Promise<{ ok: true } | Failed> {
  const isOffered = capabilities.some((one) =>
    dialect.startTlsCapability.test(one),
  );
  return isOffered || capabilities.length === 0
    ? dialect.startTls(talk)
    : Promise.resolve(noStartTls());
}

async function secure(
  socket: Socket,
  access: Access,
  { context, progress }: Visit,
): Promise<{ ok: true; socket: Socket } | Failed> {
  const { host } = hostAndPortOf(access);
  const secured = await secureTo(socket, { host }, context, progress);
  if (!secured.ok) return secured;
  const { problem } = secured.certificate;
  if (problem === undefined || !access.verifyTls) return secured;
  // No password reaches a server that is not who it should be.
  secured.socket.destroy();
  return { ok: false, failure: problem };
}
