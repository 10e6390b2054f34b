import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseEnv } from "node:util";
import ipaddr from "ipaddr.js";
import * as z from "zod";
import { crashPoints, type CrashPoint } from "./base/crash.ts";
import { logLevels } from "./base/log.ts";
import { MIN_SECRET_KEY_LENGTH } from "./base/secret-box.ts";
import {
  type MailConfig,
  mailConfigOf,
  senderOf,
  smtpProblem,
} from "./mail-config.ts";

export const roles = ["bot", "probe", "deliver", "web"] as const;
export type Role = (typeof roles)[number];

export type SlackConfig = {
  botToken: string;
  commands: string[];
  apiUrl: string | undefined;
} & (
  { mode: "socket"; appToken: string } | { mode: "http"; signingSecret: string }
);

/** Everything that can be set from outside, checked. */
export interface Config {
  databaseUrl: string | undefined;
  dataDir: string;
  port: number;
  bind: string;
  /** How this program is reached from outside, without a slash at its end. */
  publicUrl: string | undefined;
  roles: ReadonlySet<Role>;
  secretKey: string | undefined;
  allowNetworks: string[];
  /** Empty where our own line is not to be doubted. Undefined: the usual ones. */
  witnesses: { host: string; port: number }[] | undefined;
  logLevel: (typeof logLevels)[number];
  /** Slack user ids. */
  admins: string[];
  /** Null: the sandbox is joined. */
  slack: SlackConfig | null;
  twitter: {
    appKey: string;
    appSecret: string;
    apiUrl: string | undefined;
    signInUrl: string | undefined;
  } | null;
  /** Null: no SMS. */
  twilio: {
    accountSid: string;
    authToken: string;
    /** Our number; one of these two is there. */
    from: string | undefined;
    messagingServiceSid: string | undefined;
    apiUrl: string | undefined;
  } | null;
  /** Null: no mails. */
  mail: MailConfig | null;
  /** Called every minute while all is on time; a service outside rings where that stays away. */
  deadmanUrl: string | undefined;
  /** /metrics is told to anybody, not only to those who bring a token. */
  metricsPublic: boolean;
  /** A file of namespaces, services and monitors that is applied at start. */
  configFile: string | undefined;
  /** For tests: where the program is to die, and at which pass. */
  crash: { point: CrashPoint; pass: number } | undefined;
  /** Secrets that monitors may use, by name: MONITOR_SECRET_…; nothing else of the environment can be named in Slack. */
  monitorSecrets: Record<string, string>;
  /** What must never be printed. */
  secretValues: string[];
}

/** Addresses that are nearly always up, of operators that have nothing to do with each other. */
export const defaultWitnesses = [
  { host: "1.1.1.1", port: 443 },
  { host: "8.8.8.8", port: 443 },
  { host: "9.9.9.9", port: 443 },
];

/** All that is wrong with the configuration, each line with the fix. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(
      `The configuration cannot be used:\n${problems.map((problem) => `  - ${problem}`).join("\n")}`,
    );
    this.problems = problems;
  }
}

const COMMAND = /^\/[a-z0-9-]{1,31}$/;

function list(value: string): string[] {
  return value
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

const url = (protocols: string, example: string) =>
  z.url({
    protocol: new RegExp(`^(${protocols})$`),
    error: `is not an address; it looks like ${example}`,
  });

const schema = z.object({
  DATABASE_URL: url(
    "postgres|postgresql",
    "postgres://user:password@host:5432/allswell",
  ).optional(),
  DATA_DIR: z.string().default("./data"),
  CONFIG: z.string().optional(),
  PORT: z.coerce
    .number({ error: "must be a port number" })
    .int("must be a port number")
    .min(0, "must be a port number")
    .max(65_535, "must be a port number, at most 65535")
    .default(3_000),
  BIND: z.string().default("0.0.0.0"),
  PUBLIC_URL: url("https?", "https://status.example.org").optional(),
  METRICS_PUBLIC: z
    .enum(["yes", "no"], { error: 'is "yes" or "no"' })
    .default("no"),
  ROLES: z
    .string()
    .default("all")
    .transform((value) => (value === "all" ? [...roles] : list(value)))
    .pipe(
      z
        .array(
          z.enum(roles, {
            error: `takes "all", or some of ${roles.join(", ")}, separated by commas`,
          }),
        )
        .min(1, "names no role: leave it out to start all"),
    ),
  SECRET_KEY: z
    .string()
    .min(
      MIN_SECRET_KEY_LENGTH,
      `needs at least ${MIN_SECRET_KEY_LENGTH} characters; make one with: openssl rand -base64 32`,
    )
    .optional(),
  ALLOW_NETWORKS: z
    .string()
    .default("")
    .transform(list)
    .pipe(
      z.array(
        z.string().refine(isNetwork, {
          error: 'is a list of networks, as in "10.0.0.0/8, fd00::/8"',
        }),
      ),
    ),
  WITNESSES: z
    .string()
    .optional()
    .transform(witnessesOf)
    .refine(
      (witnesses) =>
        witnesses?.every(
          ({ host, port }) => host !== "" && port >= 1 && port <= 65_535,
        ) ?? true,
      {
        error:
          'is a list of host:port, as in "1.1.1.1:443, 9.9.9.9:443", or "none"',
      },
    ),
  LOG_LEVEL: z
    .enum(logLevels, { error: `is one of ${logLevels.join(", ")}` })
    .default("info"),
  ADMINS: z
    .string()
    .default("")
    .transform(list)
    .pipe(
      z.array(
        z
          .string()
          .regex(
            /^[UW][A-Z0-9]+$/,
            'is a list of Slack user ids, as in "U012AB3CD": open a profile in Slack, ⋮, Copy member ID',
          ),
      ),
    ),
  SLACK_BOT_TOKEN: z
    .string()
    .startsWith(
      "xoxb-",
      "is the bot token of the Slack app: it begins with xoxb-",
    )
    .optional(),
  SLACK_APP_TOKEN: z
    .string()
    .startsWith(
      "xapp-",
      "is an app-level token with connections:write: it begins with xapp-",
    )
    .optional(),
  SLACK_SIGNING_SECRET: z
    .string()
    .min(8, "is the signing secret of the Slack app (Basic Information)")
    .optional(),
  SLACK_COMMANDS: z
    .string()
    .default("/allswell,/aw,/status")
    .transform(list)
    .pipe(
      z
        .array(
          z
            .string()
            .regex(
              COMMAND,
              'is a list of slash commands, as in "/allswell,/aw"',
            ),
        )
        .min(1, "names no command"),
    ),
  SLACK_API_URL: url("https?", "http://127.0.0.1:4000/slack/api/").optional(),
  TWITTER_APP_KEY: z.string().min(1).optional(),
  TWITTER_APP_SECRET: z.string().min(1).optional(),
  TWITTER_API_URL: url("https?", "http://127.0.0.1:4000/").optional(),
  TWILIO_ACCOUNT_SID: z
    .string()
    .regex(
      /^AC[0-9a-f]{32}$/,
      "begins with AC, followed by 32 letters and digits",
    )
    .optional(),
  TWILIO_AUTH_TOKEN: z
    .string()
    .min(8, "is the auth token of the account")
    .optional(),
  TWILIO_FROM: z
    .string()
    .regex(
      /^\+[1-9]\d{5,14}$/,
      'is a telephone number of the account, as in "+441632960123"',
    )
    .optional(),
  TWILIO_MESSAGING_SERVICE_SID: z
    .string()
    .regex(
      /^MG[0-9a-f]{32}$/,
      "is a Messaging Service: it begins with MG, followed by 32 letters and digits",
    )
    .optional(),
  TWILIO_API_URL: url("https?", "http://127.0.0.1:4000/twilio").optional(),
  SMTP_URL: z
    .string()
    .superRefine((value, context) => {
      const message = smtpProblem(value);
      if (message !== undefined) context.addIssue({ code: "custom", message });
    })
    .optional(),
  MAIL_FROM: z
    .string()
    .refine((value) => senderOf(value) !== undefined, {
      error:
        'is the sender of our mails, as in "IATI status <status@example.org>"',
    })
    .optional(),
  DEADMAN_URL: url("https", "https://hc-ping.com/your-uuid").optional(),
  CRASH_AT: z
    .string()
    .regex(
      new RegExp(`^(${crashPoints.join("|")})(:[1-9]\\d*)?$`),
      `is one of ${crashPoints.join(", ")}, with ":n" for the n-th pass`,
    )
    .optional(),
});

type Settings = z.output<typeof schema>;

/** Every variable that is read, but for those of monitors: MONITOR_SECRET_…. */
export const settingNames: readonly string[] = Object.keys(schema.shape);

/** Which variables hold secrets: they can come from a file named by NAME_FILE, and are never printed. */
const secretNames = [
  "DATABASE_URL",
  "SECRET_KEY",
  "SLACK_BOT_TOKEN",
  "SLACK_APP_TOKEN",
  "SLACK_SIGNING_SECRET",
  "TWITTER_APP_KEY",
  "TWITTER_APP_SECRET",
  "TWILIO_AUTH_TOKEN",
  "SMTP_URL",
  "DEADMAN_URL",
] as const;

/**
 * Reads the environment, with the file `.env` of the working directory under it.
 * @throws ConfigError that lists every problem at once
 */
export function readConfig(
  environment: NodeJS.ProcessEnv = process.env,
  dotenv = ".env",
): Config {
  const problems: string[] = [];
  const variables = withFiles(
    { ...readDotenv(dotenv), ...withoutEmpty(environment) },
    problems,
  );
  const parsed = schema.safeParse(variables);
  if (!parsed.success) {
    problems.push(
      ...parsed.error.issues.map(
        (issue) => `${String(issue.path[0])} ${issue.message}`,
      ),
    );
    throw new ConfigError([...new Set(problems)]);
  }
  const settings = parsed.data;
  problems.push(...contradictions(settings));
  if (problems.length > 0) throw new ConfigError(problems);
  const monitorSecrets = Object.fromEntries(
    Object.entries(variables).flatMap(([name, value]) =>
      name.startsWith("MONITOR_SECRET_") && value !== undefined
        ? [[name, value]]
        : [],
    ),
  );
  const secretValues = [
    ...secretNames.flatMap((name) => secretsIn(variables[name])),
    ...Object.values(monitorSecrets),
    // Whoever knows all of this address can pretend that all is well.
    ...(settings.DEADMAN_URL === undefined ? [] : [settings.DEADMAN_URL]),
  ];
  return configOf(settings, monitorSecrets, secretValues);
}

function readDotenv(path: string): Record<string, string | undefined> {
  try {
    return withoutEmpty(parseEnv(readFileSync(path, "utf8")));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return {};
    throw new ConfigError([
      `${path} cannot be read (${(error as NodeJS.ErrnoException).code ?? String(error)}): mend its permissions, or remove it`,
    ]);
  }
}

/** "NAME=" means that it is not set. */
function withoutEmpty(variables: NodeJS.Dict<string>): Record<string, string> {
  const entries = Object.entries(variables).flatMap(([name, value]) =>
    value === undefined || value.trim() === ""
      ? []
      : [[name, value.trim()] as const],
  );
  return Object.fromEntries(entries);
}

function withFiles(
  variables: Record<string, string | undefined>,
  problems: string[],
): Record<string, string | undefined> {
  const filled = { ...variables };
  for (const name of secretNames) {
    const path = variables[`${name}_FILE`];
    if (path === undefined) continue;
    if (variables[name] !== undefined)
      problems.push(`${name} and ${name}_FILE are both set: keep one`);
    try {
      filled[name] = readFileSync(path, "utf8").trim();
    } catch (error) {
      problems.push(
        `${name}_FILE names ${path}, which cannot be read (${(error as NodeJS.ErrnoException).code ?? String(error)})`,
      );
    }
  }
  return filled;
}

function contradictions(settings: Settings): string[] {
  const {
    SLACK_BOT_TOKEN: bot,
    SLACK_APP_TOKEN: app,
    SLACK_SIGNING_SECRET: signing,
    TWITTER_APP_KEY: key,
    TWITTER_APP_SECRET: secret,
  } = settings;
  const problems: string[] = [];
  if (bot === undefined && (app ?? signing) !== undefined)
    problems.push(
      "SLACK_BOT_TOKEN is missing: it is under OAuth & Permissions of the Slack app",
    );
  if (bot !== undefined && app === undefined && signing === undefined) {
    problems.push(
      "SLACK_APP_TOKEN (Socket Mode, needs no public address) or SLACK_SIGNING_SECRET (HTTP mode) must be set beside SLACK_BOT_TOKEN",
    );
  }
  if (app !== undefined && signing !== undefined)
    problems.push(
      "SLACK_APP_TOKEN and SLACK_SIGNING_SECRET are both set: keep the first for Socket Mode, the second for HTTP mode",
    );
  if ((key === undefined) !== (secret === undefined))
    problems.push(
      "TWITTER_APP_KEY and TWITTER_APP_SECRET belong together: set both, or neither",
    );
  if ((settings.SMTP_URL === undefined) !== (settings.MAIL_FROM === undefined))
    problems.push(
      "SMTP_URL and MAIL_FROM belong together: set both to send mails, or neither",
    );
  const twilio = [
    settings.TWILIO_ACCOUNT_SID,
    settings.TWILIO_AUTH_TOKEN,
    settings.TWILIO_FROM ?? settings.TWILIO_MESSAGING_SERVICE_SID,
  ].filter((value) => value !== undefined);
  if (twilio.length === 1 || twilio.length === 2)
    problems.push(
      "TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and TWILIO_FROM (or TWILIO_MESSAGING_SERVICE_SID) belong together: set all three, or none",
    );
  return problems;
}

function configOf(
  settings: Settings,
  monitorSecrets: Record<string, string>,
  secretValues: string[],
): Config {
  const { TWITTER_APP_KEY: appKey, TWITTER_APP_SECRET: appSecret } = settings;
  return {
    databaseUrl: settings.DATABASE_URL,
    dataDir: resolve(settings.DATA_DIR),
    port: settings.PORT,
    bind: settings.BIND,
    publicUrl: settings.PUBLIC_URL?.replace(/\/+$/, ""),
    roles: new Set(settings.ROLES),
    secretKey: settings.SECRET_KEY,
    allowNetworks: settings.ALLOW_NETWORKS,
    witnesses: settings.WITNESSES,
    logLevel: settings.LOG_LEVEL,
    admins: settings.ADMINS,
    slack: slackOf(settings),
    twitter:
      appKey === undefined || appSecret === undefined
        ? null
        : {
            appKey,
            appSecret,
            apiUrl: settings.TWITTER_API_URL,
            signInUrl: undefined,
          },
    twilio: twilioOf(settings),
    mail: mailConfigOf(settings.SMTP_URL, settings.MAIL_FROM),
    deadmanUrl: settings.DEADMAN_URL,
    metricsPublic: settings.METRICS_PUBLIC === "yes",
    configFile:
      settings.CONFIG === undefined ? undefined : resolve(settings.CONFIG),
    crash: crashOf(settings.CRASH_AT),
    monitorSecrets,
    secretValues,
  };
}

function slackOf(settings: Settings): SlackConfig | null {
  const {
    SLACK_BOT_TOKEN: botToken,
    SLACK_APP_TOKEN: appToken,
    SLACK_SIGNING_SECRET: signingSecret,
  } = settings;
  if (botToken === undefined) return null;
  const common = {
    botToken,
    commands: settings.SLACK_COMMANDS,
    apiUrl: settings.SLACK_API_URL,
  };
  if (appToken !== undefined) return { ...common, mode: "socket", appToken };
  return { ...common, mode: "http", signingSecret: signingSecret ?? "" };
}

function twilioOf({
  TWILIO_ACCOUNT_SID: accountSid,
  TWILIO_AUTH_TOKEN: authToken,
  TWILIO_FROM: from,
  TWILIO_MESSAGING_SERVICE_SID: messagingServiceSid,
  TWILIO_API_URL: apiUrl,
}: Settings): Config["twilio"] {
  return accountSid === undefined ||
    authToken === undefined ||
    (from ?? messagingServiceSid) === undefined
    ? null
    : { accountSid, authToken, from, messagingServiceSid, apiUrl };
}

function crashOf(value: string | undefined): Config["crash"] {
  if (value === undefined) return undefined;
  const [point, pass] = value.split(":");
  return { point: point as CrashPoint, pass: Number(pass ?? 1) };
}

/** Of a database's address only the password is a secret; all of it would hide the host's name in every message. */
function secretsIn(value: string | undefined): string[] {
  if (value === undefined) return [];
  if (!URL.canParse(value)) return [value];
  const { password } = new URL(value);
  return password === "" ? [] : [password, decodeURIComponent(password)];
}

function isNetwork(text: string): boolean {
  return ipaddr.isValidCIDR(text) || ipaddr.isValid(text);
}

function witnessesOf(
  value: string | undefined,
): { host: string; port: number }[] | undefined {
  if (value === undefined) return undefined;
  if (value.toLowerCase() === "none") return [];
  return list(value).map((address) => {
    const colon = address.lastIndexOf(":");
    return {
      host: address.slice(0, Math.max(0, colon)).replace(/^\[|\]$/g, ""),
      port: Number(address.slice(colon + 1)),
    };
  });
}

/** What a script needs to push into a panel; it runs where nothing else of allswell does. */
export function readPanelAccess(environment: NodeJS.ProcessEnv = process.env): {
  url: string | undefined;
  token: string | undefined;
} {
  const { ALLSWELL_URL, PUBLIC_URL, ALLSWELL_PANEL_TOKEN } =
    withoutEmpty(environment);
  return { url: ALLSWELL_URL ?? PUBLIC_URL, token: ALLSWELL_PANEL_TOKEN };
}
