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
import { disorder } from "../thresholds.ts";
import { serverNameProblem } from "./server-name.ts";
import { protocols, startTlsChoices, type StartTls } from "./start-tls.ts";
import { versionNames } from "./versions.ts";

const fields = z.strictObject({
  host: hostField({ placeholder: "www.example.org:443" }),
  port: portField("443, or the usual one of the STARTTLS protocol").optional(),
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
  slow: slowField("the handshake, from the name's look-up on"),
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
  const port = portConflict(settings, standardPort(settings.startTls));
  return [
    ...(port === undefined ? [] : [["port", port] as const]),
    ...disorder(settings, { certificateDays: "less" }),
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
