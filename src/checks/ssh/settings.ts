import * as z from "zod";
import {
  number,
  secretLines,
  secretText,
  text,
  wholeNumber,
  yesNo,
} from "../fields.ts";
import { hostField, portField } from "../host-and-port.ts";
import { patternProblem } from "../pattern.ts";
import { evenIfIncomplete } from "../port/settings.ts";
import { slowField } from "../slow.ts";
import { conflicts } from "./conflicts.ts";
import { fingerprintProblem, tidyFingerprint } from "./host-key.ts";
import { privateKeyProblem } from "./private-key.ts";

export const SSH_PORT = 22;

const LONGEST_KEY = 20_000;
const LONGEST_COMMAND = 2_000;
const HIGHEST_EXIT_CODE = 255;
const DISK_PERCENT = 90;
const DISK_DOWN_PERCENT = 98;

const server = {
  host: hostField(),
  port: portField({
    help: "22 where it stands neither here nor in the host.",
  }).optional(),
  hostKey: text(
    {
      label: "Host key",
      help: "The fingerprint that the server must show. Where none is given, the key of the first look is remembered.",
      placeholder: "SHA256:nThbg6kXUpJWGl7E1IGOCspRomTxdCARLviKw6E5SY8",
    },
    { tidy: tidyFingerprint, judge: fingerprintProblem },
  ).optional(),
};

const login = {
  username: text({
    label: "User name",
    help: "Without one only the handshake is tried, and nobody logs in.",
  }).optional(),
  password: secretText({ label: "Password" }).optional(),
  privateKey: secretLines(
    {
      label: "Private key",
      help: "The whole file, from BEGIN to END, best of an account that may do nothing else.",
      placeholder: "-----BEGIN OPENSSH PRIVATE KEY-----",
    },
    { max: LONGEST_KEY, judge: privateKeyProblem },
  ).optional(),
  passphrase: secretText({
    label: "Passphrase",
    help: "Where the private key is locked with one.",
  }).optional(),
};

const percent = (label: string, help: string, standard: number) =>
  wholeNumber({ label, help }, { min: 0, max: 100 }).default(standard);

const vitals = {
  vitals: yesNo({
    label: "Read the vitals",
    help: "Once logged in: uptime, load, memory and disks. For Linux.",
  }).default(true),
  disk: percent(
    "Disk, degraded",
    "A disk that is so many percent full counts as degraded; 0 never.",
    DISK_PERCENT,
  ),
  diskDown: percent(
    "Disk, down",
    "A disk that is so many percent full counts as down; 0 never.",
    DISK_DOWN_PERCENT,
  ),
  mounts: text({
    label: "Mounts",
    help: "The disks that are judged, by where they are mounted, with commas between them. One that is not mounted counts as down. All real ones where none is given.",
    placeholder: "/, /var/lib/mysql",
  }).optional(),
  load: number({
    label: "Load, degraded",
    help: "A higher load average of 5 minutes for each CPU counts as degraded.",
    placeholder: "2",
  }).optional(),
  loadDown: number({
    label: "Load, down",
    help: "A higher load average of 5 minutes for each CPU counts as down.",
  }).optional(),
};

const command = {
  command: text(
    {
      label: "Command",
      help: "Run once logged in. Choose one that only reads.",
      placeholder: "mailq | tail -n 1",
    },
    { max: LONGEST_COMMAND },
  ).optional(),
  commandName: text(
    {
      label: "Name of the command",
      help: "What messages call it.",
      placeholder: "mail queue",
    },
    { max: 80 },
  ).optional(),
  exitCode: wholeNumber(
    {
      label: "Exit code",
      help: "The command must end with it; another counts as down.",
    },
    { min: 0, max: HIGHEST_EXIT_CODE },
  ).default(0),
  pattern: text(
    {
      label: "Output matches pattern",
      help: "A regular expression (RE2) to be found in the first 64 KiB that the command prints. (?i) in front ignores case, (?m) lets ^ and $ match at line ends.",
      placeholder: "queue is empty",
    },
    { judge: patternProblem },
  ).optional(),
};

const fields = z.strictObject({
  ...server,
  ...login,
  ...vitals,
  ...command,
  slow: slowField(
    "A handshake, with the login where there is one, that takes longer counts as degraded.",
  ),
});

export type SshSettings = z.output<typeof fields>;

/** The settings of an SSH check, in the order of its form. */
export const sshSettings = fields.superRefine((settings, context) => {
  for (const [field, message] of conflicts(settings, SSH_PORT))
    context.addIssue({ code: "custom", path: [field], message });
}, evenIfIncomplete);

/** The mount points of a list with commas. */
export function mountsOf(written: string): string[] {
  return written
    .split(",")
    .map((mount) => mount.trim())
    .filter((mount) => mount !== "");
}
