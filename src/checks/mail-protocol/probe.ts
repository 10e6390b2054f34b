import { defineCheck, type Check, type ProbeContext } from "../check.ts";
import {
  answeredResult,
  failedResult,
  startProgress,
} from "../connection/progress.ts";
import { whyEndsSoon } from "../connection/tls-fields.ts";
import type { Facts, ProbeResult, Reason } from "../../domain/result.ts";
import { joinHostAndPort } from "../host-and-port.ts";
import { elapsedSince } from "../milliseconds.ts";
import { whySlow } from "../slow.ts";
import { enterMailServer } from "./open.ts";
import {
  loginSecrets,
  mailServerSettings,
  whereIs,
  type MailServerSettings,
} from "./settings.ts";
import { leave, type Credentials, type Dialect } from "./talk.ts";

interface Words {
  label: string;
  placeholder: string;
}

/** The check of one mail server: greeting, TLS, what it offers, and the login where there are credentials. */
export function mailServerCheck(
  dialect: Dialect,
  { label, placeholder }: Words,
): Check<MailServerSettings> {
  return defineCheck({
    label,
    settings: mailServerSettings(dialect, placeholder),
    target: "host",
    defaults: { everyMs: 60_000, timeoutMs: 10_000 },
    describe: (settings) => {
      const { host, port } = whereIs(settings, dialect);
      return joinHostAndPort(host, port);
    },
    host: (settings) => whereIs(settings, dialect).host,
    secrets: ({ username, password }) => loginSecrets(username, password),
    probe: (settings, context) => probe(dialect, settings, context),
  });
}

async function probe(
  dialect: Dialect,
  settings: MailServerSettings,
  context: ProbeContext,
): Promise<ProbeResult> {
  const progress = startProgress();
  const credentials = credentialsOf(settings.username, settings.password);
  const access = { ...settings, credentials };
  const entered = await enterMailServer(dialect, access, { context, progress });
  if (!entered.ok) return failedResult(progress, entered.failure, context);
  const latencyMs = elapsedSince(progress.startedAt);
  leave(entered.talk, dialect);
  const degraded =
    whyCertificateWarns(progress.facts, settings) ??
    whySlow(latencyMs, settings.slow);
  return answeredResult(progress, { degraded }, latencyMs);
}

export function credentialsOf(
  username: string | undefined,
  password: string | undefined,
): Credentials | undefined {
  return username === undefined || password === undefined
    ? undefined
    : { username, password };
}

/** Why the certificate that was met on the way is a warning; undefined where it is not, or there was none. */
export function whyCertificateWarns(
  facts: Facts,
  settings: { verifyTls: boolean; certificateDays: number },
): Reason | undefined {
  const daysLeft = facts["certificateDaysLeft"];
  return typeof daysLeft === "number" && settings.verifyTls
    ? whyEndsSoon(daysLeft, settings.certificateDays)
    : undefined;
}
