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
import { thresholdMeta } from "../thresholds.ts";
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
  port: portField(SSH_PORT).optional(),
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

const fullDisk = {
  what: "Disk (%)",
  is: "from",
  passing: "A disk that is so many percent full",
};
const highLoad = {
  what: "Load",
  is: "above",
  passing: "A higher load average of 5 minutes for each CPU",
};
const percent = { min: 0, max: 100 };

const vitals = {
  vitals: yesNo({
    label: "Read the vitals",
    help: "Once logged in: uptime, load, memory and disks. For Linux.",
  }).default(true),
  disk: wholeNumber(
    thresholdMeta(fullDisk, "degraded", "; 0 never"),
    percent,
  ).default(DISK_PERCENT),
  diskDown: wholeNumber(
    thresholdMeta(fullDisk, "down", "; 0 never"),
    percent,
  ).default(DISK_DOWN_PERCENT),
  mounts: text({
    label: "Mounts",
    help: "The disks that are judged, by where they are mounted, with commas between them. One that is not mounted counts as down. All real ones where none is given.",
    placeholder: "/, /var/lib/mysql",
  }).optional(),
  load: number({
    ...thresholdMeta(highLoad, "degraded"),
    placeholder: "2",
  }).optional(),
  loadDown: number({
    ...thresholdMeta(highLoad, "down"),
    placeholder: "8",
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
  slow: slowField("the handshake, with the login where there is one"),
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
