import { portConflict } from "../host-and-port.ts";
import { disorder } from "../thresholds.ts";
import { isLocked } from "./private-key.ts";
import type { SshSettings } from "./settings.ts";

/** Settings of which some may be wrong: anything may stand anywhere. */
type Unjudged = Partial<Record<keyof SshSettings, unknown>>;
type Conflict = readonly [field: keyof SshSettings, text: string];

const needsLogin = [
  "password",
  "privateKey",
  "mounts",
  "load",
  "loadDown",
  "command",
] as const;
const needsVitals = ["mounts", "load", "loadDown"] as const;
const needsCommand = ["commandName", "pattern"] as const;

/** Which settings do not go together. Asked even where single fields are wrong, so that all is listed at once. */
export function conflicts(
  settings: Unjudged,
  standardPort: number,
): Conflict[] {
  const port = portConflict(settings, standardPort);
  return [
    ...(port === undefined ? [] : [["port", port] as const]),
    ...credentialConflicts(settings),
    ...missing(settings, needsLogin, "username", "needs a user name"),
    ...missing(settings, needsCommand, "command", "needs a command"),
    ...(settings.vitals === false
      ? missing(settings, needsVitals, "none", "needs the vitals")
      : []),
    // 0 turns the alarm off, so that it cannot come too early.
    ...(Number(settings.diskDown) === 0
      ? []
      : disorder(settings, { disk: "more" })),
    ...disorder(settings, { load: "more" }),
  ];
}

function missing(
  settings: Unjudged,
  fields: readonly (keyof SshSettings)[],
  needed: keyof SshSettings | "none",
  text: string,
): Conflict[] {
  if (needed !== "none" && settings[needed] !== undefined) return [];
  return fields
    .filter((field) => settings[field] !== undefined)
    .map((field) => [field, text] as const);
}

function credentialConflicts({
  username,
  password,
  privateKey,
  passphrase,
}: Unjudged): Conflict[] {
  const found: Conflict[] = [];
  if (
    username !== undefined &&
    password === undefined &&
    privateKey === undefined
  )
    found.push(["username", "needs a password or a private key"]);
  if (passphrase !== undefined && privateKey === undefined)
    found.push(["passphrase", "needs a private key"]);
  if (
    typeof privateKey === "string" &&
    passphrase === undefined &&
    isLocked(privateKey)
  )
    found.push(["passphrase", "is missing: the private key is locked"]);
  return found;
}
