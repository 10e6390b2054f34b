// The settings that say how an SNMP agent is reached: shared by all checks that speak SNMP.
import { choice, secretText, text } from "../fields.ts";
import { hostField, portConflict, portField } from "../host-and-port.ts";

export const SNMP_PORT = 161;

/** RFC 3414, section 11.2; agents refuse to store shorter ones. */
const SHORTEST_PASSWORD = 8;

/** Names as most agents write them; AES is the one with 128 bits. */
export const authProtocols = [
  "MD5",
  "SHA",
  "SHA-224",
  "SHA-256",
  "SHA-384",
  "SHA-512",
] as const;
export const privProtocols = ["DES", "AES", "AES-256", "AES-256-C"] as const;

export function agentFields(placeholder: string) {
  return {
    host: hostField({ placeholder }),
    port: portField(SNMP_PORT).optional(),
  };
}

export function accessFields() {
  return {
    version: choice(["v1", "v2c", "v3"], {
      label: "SNMP version",
      help: "v1 and v2c know a community, v3 knows users.",
    }).default("v2c"),
    community: secretText({
      label: "Community",
      help: "For v1 and v2c; public where none is given.",
    }).optional(),
    username: text({ label: "User name", help: "For v3." }).optional(),
    authProtocol: choice(authProtocols, {
      label: "Authentication protocol",
      help: "For v3, how the authentication password is used.",
    }).default("SHA"),
    authPassword: secretText(
      {
        label: "Authentication password",
        help: "For v3. Without one, nothing is authenticated.",
      },
      passwordProblem,
    ).optional(),
    privProtocol: choice(privProtocols, {
      label: "Privacy protocol",
      help: "For v3, how the privacy password is used. AES-256-C is Cisco's.",
    }).default("AES"),
    privPassword: secretText(
      {
        label: "Privacy password",
        help: "For v3. Without one, nothing is encrypted.",
      },
      passwordProblem,
    ).optional(),
  };
}

/** The part of a check's settings that says how its agent is reached. */
export interface AgentSettings {
  host: string;
  port?: number | undefined;
  version: "v1" | "v2c" | "v3";
  community?: string | undefined;
  username?: string | undefined;
  authProtocol: (typeof authProtocols)[number];
  authPassword?: string | undefined;
  privProtocol: (typeof privProtocols)[number];
  privPassword?: string | undefined;
  family: "any" | "IPv4" | "IPv6";
}

export type Conflict = readonly [field: string, text: string];

const onlyV3 = ["username", "authPassword", "privPassword"] as const;

/** Which of these settings do not go together; some may be wrong, so anything may stand anywhere. */
export function agentConflicts(
  settings: Partial<Record<keyof AgentSettings, unknown>>,
): Conflict[] {
  const found: Conflict[] = [];
  const port = portConflict(settings, SNMP_PORT);
  if (port !== undefined) found.push(["port", port]);
  if (settings.version !== "v3") {
    for (const field of onlyV3)
      if (settings[field] !== undefined)
        found.push([field, "is for v3: change the SNMP version"]);
    return found;
  }
  if (settings.community !== undefined)
    found.push(["community", "is for v1 and v2c: v3 has a user name"]);
  if (settings.username === undefined)
    found.push(["username", "is missing: v3 needs one"]);
  if (
    settings.privPassword !== undefined &&
    settings.authPassword === undefined
  )
    found.push(["privPassword", "needs an authentication password"]);
  return found;
}

function passwordProblem(password: string): string | undefined {
  return password.length < SHORTEST_PASSWORD
    ? `must have at least ${SHORTEST_PASSWORD} characters, as SNMPv3 wants it`
    : undefined;
}
