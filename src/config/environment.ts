import { readFileSync } from "node:fs";
import { parseEnv } from "node:util";

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

/** Which variables hold secrets: they can come from a file named by NAME_FILE, and are never printed. */
export const secretNames = [
  "DATABASE_URL",
  "SECRET_KEY",
  "SLACK_BOT_TOKEN",
  "SLACK_APP_TOKEN",
  "SLACK_SIGNING_SECRET",
  "SLACK_CLIENT_SECRET",
  "TWITTER_APP_KEY",
  "TWITTER_APP_SECRET",
  "TWILIO_AUTH_TOKEN",
  "SMTP_URL",
  "DEADMAN_URL",
] as const;

/** What a file of variables holds; nothing where there is none. */
export function readDotenv(path: string): Record<string, string | undefined> {
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
export function withoutEmpty(
  variables: NodeJS.Dict<string>,
): Record<string, string> {
  const entries = Object.entries(variables).flatMap(([name, value]) =>
    value === undefined || value.trim() === ""
      ? []
      : [[name, value.trim()] as const],
  );
  return Object.fromEntries(entries);
}

/** Fills in what files named by NAME_FILE hold. */
export function withFiles(
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

/** Of a database's address only the password is a secret; all of it would hide the host's name in every message. */
export function secretsIn(value: string | undefined): string[] {
  if (value === undefined) return [];
  if (!URL.canParse(value)) return [value];
  const { password } = new URL(value);
  return password === "" ? [] : [password, decodeURIComponent(password)];
}
