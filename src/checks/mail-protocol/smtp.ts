import { failed, type Failed } from "../starttls/incoming.ts";
import {
  readSmtpGreeting,
  readSmtpReply,
  sayEhlo,
  type SmtpReply,
} from "../starttls/smtp.ts";
import { noStartTls } from "../starttls/upgrade.ts";
import { loginRefused, noKnownLogin } from "./login-failures.ts";
import {
  base64,
  plainToken,
  type Credentials,
  type Dialect,
  type Done,
  type Talk,
} from "./talk.ts";

/** RFC 5321, with STARTTLS (RFC 3207) and AUTH (RFC 4954). */
export const smtpDialect: Dialect = {
  plainPort: 25,
  tlsPort: 465,
  usualPort: 25,
  startTlsCapability: /^STARTTLS\b/i,
  goodbye: "QUIT",
  async greet({ lines, context }) {
    const greeting = await readSmtpGreeting(lines, context);
    return greeting.ok
      ? { ok: true, banner: greeting.texts.join(" ") }
      : greeting;
  },
  capabilities: ({ lines, context, socket }) =>
    sayEhlo(lines, { ...context, socket }),
  async startTls(talk) {
    const answer = await askSmtp(talk, "STARTTLS", "STARTTLS");
    if (!answer.ok) return answer;
    return answer.code === 220
      ? { ok: true }
      : noStartTls(answer.line, talk.context);
  },
  logIn,
};

/** Says a line and reads the reply; `name` stands for the line where it holds secrets. */
export function askSmtp(
  { lines, context }: Talk,
  line: string,
  name: string,
): Promise<SmtpReply | Failed> {
  lines.say(line);
  return readSmtpReply(lines, `the answer to ${name}`, context);
}

async function logIn(
  talk: Talk,
  credentials: Credentials,
  capabilities: string[],
): Promise<Done> {
  const offered = capabilities.flatMap((one) =>
    /^AUTH[ =]/i.test(one) ? one.slice(5).toUpperCase().split(/\s+/) : [],
  );
  if (offered.length === 0)
    return failed("login-not-offered", "the server offers no login here");
  if (offered.includes("PLAIN"))
    return say(talk, [`AUTH PLAIN ${plainToken(credentials)}`]);
  if (offered.includes("LOGIN"))
    return say(talk, [
      "AUTH LOGIN",
      base64(credentials.username),
      base64(credentials.password),
    ]);
  return noKnownLogin(offered, talk.context);
}

/** Says the steps of a login, each once the server wants more. */
async function say(talk: Talk, [step = "", ...rest]: string[]): Promise<Done> {
  const reply = await askSmtp(talk, step, "the login");
  if (!reply.ok) return reply;
  if (reply.code === 334 && rest.length > 0) return say(talk, rest);
  return reply.code === 235
    ? { ok: true }
    : loginRefused(reply.line, talk.context);
}
