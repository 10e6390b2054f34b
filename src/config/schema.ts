import * as z from "zod";
import { crashPoints } from "../base/crash.ts";
import { logLevels } from "../base/log.ts";
import { MIN_SECRET_KEY_LENGTH } from "../base/secret-box.ts";
import { senderOf, smtpProblem } from "./mail.ts";
import { trustProxy } from "./proxies.ts";
import { isNetwork, list, url, witnessesOf } from "./values.ts";

export const roles = ["bot", "probe", "deliver", "web"] as const;
export type Role = (typeof roles)[number];

const COMMAND = /^\/[a-z0-9-]{1,31}$/;

/** Every variable that is read, but for those of monitors, as it is typed. */
export const schema = z.object({
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
  TRUST_PROXY: trustProxy,
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
  SLACK_CLIENT_ID: z
    .string()
    .regex(
      /^\d+\.\d+$/,
      "is the client id of the Slack app (Basic Information): two numbers with a dot between them",
    )
    .optional(),
  SLACK_CLIENT_SECRET: z
    .string()
    .min(8, "is the client secret of the Slack app (Basic Information)")
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
      new RegExp(`^(${crashPoints.join("|")})(:[1-9]\\d*(:\\S+)?)?$`),
      `is one of ${crashPoints.join(", ")}, with ":n" for the n-th pass, or ":n:name" for the n-th that has the name in what it is about`,
    )
    .optional(),
});

export type Settings = z.output<typeof schema>;
