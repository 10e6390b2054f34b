import * as z from "zod";
import {
  certificateDaysDownField,
  certificateDaysField,
  verifyTlsField,
} from "../connection/tls-fields.ts";
import { choice, text, yesNo } from "../fields.ts";
import { hostField, portConflict, portField } from "../host-and-port.ts";
import { evenIfIncomplete } from "../port/settings.ts";
import { slowField } from "../slow.ts";
import { serverNameProblem } from "./server-name.ts";
import { protocols, startTlsChoices, type StartTls } from "./start-tls.ts";
import { versionNames } from "./versions.ts";

const fields = z.strictObject({
  host: hostField({ placeholder: "www.example.org:443" }),
  port: portField({
    help: "Where it does not stand in the host; otherwise the usual one, such as 443.",
  }).optional(),
  startTls: choice(startTlsChoices, {
    label: "STARTTLS",
    help: "The protocol in which TLS is asked for first; no where the port speaks TLS at once.",
  }).default("no"),
  certificateDays: certificateDaysField(),
  certificateDaysDown: certificateDaysDownField(),
  serverName: text(
    {
      label: "Server name",
      help: "The name that the certificate must be for, where that is not the host.",
      placeholder: "www.example.org",
    },
    { judge: serverNameProblem },
  ).optional(),
  verifyTls: verifyTlsField(
    "A certificate for another name, or from somebody who is not trusted, counts as down. Its dates count in any case.",
  ),
  oldestTls: choice(versionNames, {
    label: "Oldest TLS version",
    help: "A server that speaks only older ones counts as down.",
  }).default("TLS 1.2"),
  refusesOlder: yesNo({
    label: "Refuses older versions",
    help: "Ask once more with older versions only: a server that takes them counts as degraded.",
  }).default(false),
  slow: slowField(
    "A handshake that takes longer, from the name's look-up on, counts as degraded.",
  ),
});

export type TlsSettings = z.output<typeof fields>;

/** The settings of a TLS check, in the order of its form. */
export const tlsSettings = fields.superRefine((settings, context) => {
  for (const [field, message] of conflicts(settings))
    context.addIssue({ code: "custom", path: [field], message });
}, evenIfIncomplete);

function conflicts(
  settings: Partial<TlsSettings>,
): [field: keyof TlsSettings, text: string][] {
  const { certificateDays = 0, certificateDaysDown = 0 } = settings;
  const port = portConflict(settings, standardPort(settings.startTls));
  return [
    ...(port === undefined ? [] : [["port", port] as const]),
    ...(certificateDaysDown > 0 && certificateDaysDown > certificateDays
      ? [
          [
            "certificateDaysDown",
            "must not be more than the days that count as degraded",
          ] as const,
        ]
      : []),
    ...(settings.refusesOlder === true && settings.oldestTls === "TLS 1.0"
      ? [
          [
            "refusesOlder",
            "needs a version above TLS 1.0: nothing is older",
          ] as const,
        ]
      : []),
  ].map(([field, message]) => [field, message]);
}

/** The usual port of a protocol. */
export function standardPort(startTls: StartTls = "no"): number {
  // Where the form is wrong, there may be no such protocol.
  return Object.hasOwn(protocols, startTls) ? protocols[startTls].port : 0;
}
