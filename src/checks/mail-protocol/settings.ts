import * as z from "zod";
import {
  certificateDaysField,
  verifyTlsField,
} from "../connection/tls-fields.ts";
import { choice, secretText, text } from "../fields.ts";
import {
  hostAndPortOf,
  hostField,
  portConflict,
  portField,
} from "../host-and-port.ts";
import { evenIfIncomplete } from "../port/settings.ts";
import { slowField } from "../slow.ts";
import { base64, plainToken, type Dialect } from "./talk.ts";

const tlsModes = ["auto", "implicit", "starttls", "none"] as const;
export type TlsMode = (typeof tlsModes)[number];

/** `tlsPorts` are those on which TLS is spoken at once. */
export function tlsModeField(tlsPorts: string, label = "TLS") {
  return choice(tlsModes, {
    label,
    help: `implicit: from the first byte. starttls: asked for in plain text. none: never. auto: implicit on port ${tlsPorts}, elsewhere where the server offers it; a password is never sent without it.`,
  }).default("auto");
}

/** What is wrong between two fields of a login, about the one that is missing; undefined where nothing is. */
export function halfLogin(
  one: unknown,
  other: unknown,
  otherWord: string,
): string | undefined {
  return one !== undefined && other === undefined
    ? `needs a ${otherWord}`
    : undefined;
}

/** "25, or 465 with implicit TLS" */
export function usualPorts({ usualPort, plainPort, tlsPort }: Dialect): string {
  return usualPort === tlsPort
    ? `${tlsPort}, or ${plainPort} without implicit TLS`
    : `${plainPort}, or ${tlsPort} with implicit TLS`;
}

/** The settings of a check of one mail server, in the order of its form. */
export function mailServerSettings(dialect: Dialect, placeholder: string) {
  return z
    .strictObject({
      host: hostField({ placeholder }),
      port: portField(usualPorts(dialect)).optional(),
      tls: tlsModeField(String(dialect.tlsPort)),
      username: text({
        label: "User name",
        help: "Without one, no login is tried.",
      }).optional(),
      password: secretText({ label: "Password" }).optional(),
      slow: slowField("greeting, TLS and login together"),
      verifyTls: verifyTlsField(),
      certificateDays: certificateDaysField(),
    })
    .superRefine((settings, context) => {
      const { username, password } = settings;
      const problems = {
        port: portConflict(settings, dialect.usualPort),
        username: halfLogin(username, password, "password"),
        password: halfLogin(password, username, "user name"),
      };
      for (const [field, message] of Object.entries(problems))
        if (message !== undefined)
          context.addIssue({ code: "custom", path: [field], message });
    }, evenIfIncomplete);
}

export type MailServerSettings = z.output<
  ReturnType<typeof mailServerSettings>
>;

/** Host and port, where the port may follow from the kind of TLS. */
export function whereIs(
  server: { host: string; port?: number | undefined; tls: TlsMode },
  { plainPort, tlsPort, usualPort }: Dialect,
): { host: string; port: number } {
  const standardPorts: Record<TlsMode, number> = {
    auto: usualPort,
    implicit: tlsPort,
    starttls: plainPort,
    none: plainPort,
  };
  return hostAndPortOf(server, standardPorts[server.tls]);
}

/** The forms in which a login travels. */
export function loginSecrets(
  username: string | undefined,
  password: string | undefined,
): string[] {
  if (username === undefined || password === undefined) return [];
  return [base64(password), plainToken({ username, password })];
}
