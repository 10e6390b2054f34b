import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { ConfigError, readConfig } from "./config.ts";
import { temporaryFolder } from "./testing/program.ts";

const nowhere = "/nonexistent/.env";

function problems(
  environment: Record<string, string>,
  dotenv = nowhere,
): string[] {
  try {
    readConfig(environment, dotenv);
    return [];
  } catch (error) {
    assert.ok(error instanceof ConfigError, String(error));
    return [...error.problems];
  }
}

test("nothing set is a configuration", () => {
  const config = readConfig({}, nowhere);
  assert.deepEqual(
    [
      config.port,
      config.databaseUrl,
      config.slack,
      config.twitter,
      config.witnesses,
    ],
    [3_000, undefined, null, null, undefined],
  );
  assert.deepEqual([...config.roles], ["bot", "probe", "deliver", "web"]);
});

test("every problem is listed at once, each with the fix", () => {
  const found = problems({
    PORT: "99999",
    ROLES: "bot,fly",
    DATABASE_URL: "mysql://db/x",
    ALLOW_NETWORKS: "10.0.0.0/99",
    WITNESSES: "1.1.1.1",
    SECRET_KEY: "short",
    LOG_LEVEL: "loud",
    ADMINS: "ada",
    SLACK_BOT_TOKEN: "xoxp-1",
    SLACK_COMMANDS: "allswell",
  });
  const expected = [
    /^PORT must be a port number/,
    /^ROLES takes "all"/,
    /^DATABASE_URL .*postgres:\/\//,
    /^ALLOW_NETWORKS .*10\.0\.0\.0\/8/,
    /^WITNESSES .*host:port/,
    /^SECRET_KEY .*openssl rand/,
    /^LOG_LEVEL is one of/,
    /^ADMINS .*Copy member ID/,
    /^SLACK_BOT_TOKEN .*xoxb-/,
    /^SLACK_COMMANDS .*"\/allswell/,
  ];
  assert.equal(found.length, expected.length, found.join("\n"));
  for (const pattern of expected)
    assert.ok(
      found.some((line) => pattern.test(line)),
      `${pattern} in\n${found.join("\n")}`,
    );
});

test("what belongs together is asked for together", () => {
  const table: [Record<string, string>, RegExp][] = [
    [{ SLACK_APP_TOKEN: "xapp-1" }, /SLACK_BOT_TOKEN is missing/],
    [{ SLACK_CLIENT_ID: "1.2" }, /SLACK_CLIENT_SECRET belong together/],
    [{ SLACK_CLIENT_SECRET: "12345678" }, /PUBLIC_URL is missing: Slack sends/],
    [
      { SLACK_CLIENT_ID: "1.2", SLACK_CLIENT_SECRET: "12345678" },
      /SLACK_BOT_TOKEN is missing: it tells what those who sign in/,
    ],
    [
      { SLACK_BOT_TOKEN: "xoxb-1" },
      /SLACK_APP_TOKEN .* or SLACK_SIGNING_SECRET .* must be set/,
    ],
    [
      {
        SLACK_BOT_TOKEN: "xoxb-1",
        SLACK_APP_TOKEN: "xapp-1",
        SLACK_SIGNING_SECRET: "12345678",
      },
      /both set/,
    ],
    [{ TWITTER_APP_KEY: "k" }, /belong together/],
  ];
  for (const [environment, expected] of table)
    assert.match(problems(environment).join("\n"), expected);
});

test("Slack by socket or by HTTP", () => {
  const socket = readConfig(
    { SLACK_BOT_TOKEN: "xoxb-1", SLACK_APP_TOKEN: "xapp-1" },
    nowhere,
  ).slack;
  assert.deepEqual(socket, {
    mode: "socket",
    botToken: "xoxb-1",
    appToken: "xapp-1",
    commands: ["/allswell", "/aw", "/status"],
    apiUrl: undefined,
  });
  const http = readConfig(
    { SLACK_BOT_TOKEN: "xoxb-1", SLACK_SIGNING_SECRET: "12345678" },
    nowhere,
  ).slack;
  assert.equal(http?.mode, "http");
});

test("signing in is asked of the Slack that the bot talks to, and its secret is never printed", () => {
  const given = {
    SLACK_BOT_TOKEN: "xoxb-1",
    SLACK_APP_TOKEN: "xapp-1",
    SLACK_CLIENT_ID: "1.2",
    SLACK_CLIENT_SECRET: "client-secret",
    PUBLIC_URL: "https://status.example.org",
  };
  const { signIn, secretValues } = readConfig(given, nowhere);
  assert.deepEqual(signIn, {
    clientId: "1.2",
    clientSecret: "client-secret",
    issuer: "https://slack.com",
  });
  assert.ok(secretValues.includes("client-secret"));
  const SLACK_API_URL = "http://127.0.0.1:4000/slack/api/";
  const elsewhere = readConfig({ ...given, SLACK_API_URL }, nowhere);
  assert.equal(elsewhere.signIn?.issuer, "http://127.0.0.1:4000/slack");
});

test("witnesses: the usual ones, none, or given ones", () => {
  assert.deepEqual(readConfig({ WITNESSES: "none" }, nowhere).witnesses, []);
  assert.deepEqual(
    readConfig({ WITNESSES: "a.example:443, [2001:db8::1]:53" }, nowhere)
      .witnesses,
    [
      { host: "a.example", port: 443 },
      { host: "2001:db8::1", port: 53 },
    ],
  );
});

test("secrets come from files where that is said, and the file .env is read", async (t) => {
  const folder = await temporaryFolder(t);
  await writeFile(
    join(folder, "key"),
    "a key of more than sixteen characters\n",
  );
  await writeFile(
    join(folder, ".env"),
    'PORT=4000\nLOG_LEVEL="warn"\nADMINS=\n# a comment\n',
  );
  const dotenv = join(folder, ".env");
  const config = readConfig(
    { SECRET_KEY_FILE: join(folder, "key"), LOG_LEVEL: "debug" },
    dotenv,
  );
  assert.deepEqual(
    [config.secretKey, config.port, config.logLevel, config.admins],
    ["a key of more than sixteen characters", 4_000, "debug", []],
  );
  assert.match(
    problems({ SECRET_KEY_FILE: join(folder, "none") }).join(),
    /SECRET_KEY_FILE names .*none, which cannot be read \(ENOENT\)/,
  );
  assert.match(
    problems({
      SECRET_KEY_FILE: join(folder, "key"),
      SECRET_KEY: "x".repeat(20),
    }).join(),
    /both set: keep one/,
  );
  await mkdir(join(folder, "folder"));
  assert.match(
    problems({}, join(folder, "folder")).join(),
    /cannot be read \(EISDIR\)/,
  );
});

test("only secrets for monitors can be named in Slack, and every secret is known to the redactor", () => {
  const config = readConfig(
    {
      MONITOR_SECRET_SHOP: "hunter2hunter2",
      OTHER: "no",
      DATABASE_URL: "postgres://u:p%40ssword@db/x",
      SLACK_BOT_TOKEN: "xoxb-1",
      SLACK_APP_TOKEN: "xapp-1",
    },
    nowhere,
  );
  assert.deepEqual(config.monitorSecrets, {
    MONITOR_SECRET_SHOP: "hunter2hunter2",
  });
  for (const secret of [
    "hunter2hunter2",
    "p%40ssword",
    "p@ssword",
    "xoxb-1",
    "xapp-1",
  ])
    assert.ok(config.secretValues.includes(secret), secret);
  assert.ok(
    !config.secretValues.some((value) => value.includes("db")),
    "the host is no secret",
  );
});

test("mail: a server and a sender, or a clear sentence", () => {
  const { mail, secretValues } = readConfig(
    {
      SMTP_URL: "smtp://watch:p%40ss%3Aword@[2001:db8::25]",
      MAIL_FROM: '"IATI status" <status@bücher.example>',
    },
    nowhere,
  );
  assert.deepEqual(mail, {
    server: {
      host: "2001:db8::25",
      port: 587,
      secure: false,
      login: { user: "watch", pass: "p@ss:word" },
      requireTls: true,
    },
    from: { name: "IATI status", address: "status@xn--bcher-kva.example" },
  });
  assert.ok(secretValues.includes("p@ss:word"));
  const from = { MAIL_FROM: "status@example.org" };
  const secure = readConfig(
    { SMTP_URL: "smtps://mail.example.org", ...from },
    nowhere,
  );
  assert.partialDeepStrictEqual(secure.mail?.server, {
    port: 465,
    secure: true,
    login: null,
  });
  const wrong: [Record<string, string>, RegExp][] = [
    [{ SMTP_URL: "smtp://mail.example.org" }, /SMTP_URL and MAIL_FROM belong/],
    [
      { SMTP_URL: "mail.example.org", ...from },
      /^SMTP_URL is not a mail server/,
    ],
    [
      { SMTP_URL: "https://x.example", ...from },
      /^SMTP_URL is not a mail server/,
    ],
    [{ SMTP_URL: "smtp://ada@mail.example", ...from }, /a user and a password/],
    [{ SMTP_URL: "smtp://mail.example?x=1", ...from }, /tls=optional/],
    [
      { SMTP_URL: "smtp://mail.example", MAIL_FROM: "IATI <nobody>" },
      /^MAIL_FROM is the sender/,
    ],
    [
      {
        SMTP_URL: "smtp://mail.example",
        MAIL_FROM: "a@example.org\nBcc: b@example.org",
      },
      /^MAIL_FROM is the sender/,
    ],
  ];
  for (const [environment, expected] of wrong)
    assert.ok(
      problems(environment).some((problem) => expected.test(problem)),
      `${String(expected)}: ${problems(environment).join("; ")}`,
    );
});

test("proxies are trusted by number or by network, and never everybody", () => {
  const trusted = (value: string) =>
    readConfig({ TRUST_PROXY: value }, nowhere).trustProxy;
  assert.deepEqual(readConfig({}, nowhere).trustProxy, []);
  assert.equal(trusted("1"), 1);
  assert.deepEqual(trusted("loopback, 10.0.0.0/8 fd00::1"), [
    "loopback",
    "10.0.0.0/8",
    "fd00::1",
  ]);
  for (const wrong of ["0", "11", "yes", "true", "0.0.0.0/0", "10.0.0.0/33"])
    assert.match(
      problems({ TRUST_PROXY: wrong }).join("\n"),
      /^TRUST_PROXY is the number of proxies/,
      wrong,
    );
});
