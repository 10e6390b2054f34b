import { resolve } from "node:path";
import type { Crash, CrashPoint } from "./base/crash.ts";
import type { logLevels } from "./base/log.ts";
import { contradictions } from "./config/contradictions.ts";
import {
  ConfigError,
  readDotenv,
  secretNames,
  secretsIn,
  withFiles,
  withoutEmpty,
} from "./config/environment.ts";
import { type MailConfig, mailConfigOf } from "./config/mail.ts";
import {
  type SignInConfig,
  signInOf,
  type SlackConfig,
  slackOf,
  type TwilioConfig,
  twilioOf,
} from "./config/outside.ts";
import { type Role, schema, type Settings } from "./config/schema.ts";

export { ConfigError } from "./config/environment.ts";
export type { SignInConfig, SlackConfig } from "./config/outside.ts";
export { type Role, roles } from "./config/schema.ts";

/** Everything that can be set from outside, checked. */
export interface Config {
  databaseUrl: string | undefined;
  dataDir: string;
  port: number;
  bind: string;
  /** How this program is reached from outside, without a slash at its end. */
  publicUrl: string | undefined;
  /** Whose word counts for whom they speak: so many proxies before us, or their networks. */
  trustProxy: number | string[];
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
  /** Null: nobody signs in on the web. */
  signIn: SignInConfig | null;
  twitter: {
    appKey: string;
    appSecret: string;
    apiUrl: string | undefined;
    signInUrl: string | undefined;
  } | null;
  /** Null: no SMS. */
  twilio: TwilioConfig | null;
  /** Null: no mails. */
  mail: MailConfig | null;
  /** Called every minute while all is on time; a service outside rings where that stays away. */
  deadmanUrl: string | undefined;
  /** /metrics is told to anybody, not only to those who bring a token. */
  metricsPublic: boolean;
  /** A file of namespaces, services and monitors that is applied at start. */
  configFile: string | undefined;
  /** For tests: where the program is to die. */
  crash: Crash | undefined;
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

/** Every variable that is read, but for those of monitors: MONITOR_SECRET_…. */
export const settingNames: readonly string[] = Object.keys(schema.shape);

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
    trustProxy: settings.TRUST_PROXY,
    roles: new Set(settings.ROLES),
    secretKey: settings.SECRET_KEY,
    allowNetworks: settings.ALLOW_NETWORKS,
    witnesses: settings.WITNESSES,
    logLevel: settings.LOG_LEVEL,
    admins: settings.ADMINS,
    slack: slackOf(settings),
    signIn: signInOf(settings),
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

function crashOf(value: string | undefined): Config["crash"] {
  if (value === undefined) return undefined;
  const [point, pass, about] = value.split(":");
  return { point: point as CrashPoint, pass: Number(pass ?? 1), about };
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
