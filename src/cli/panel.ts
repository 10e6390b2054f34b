import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { SECOND } from "../domain/time.ts";
import { readLine } from "../domain/panels.ts";
import { exitCodes, type Terminal } from "./output.ts";

export const panelUsage =
  'panel push <panel> --file map.png | --value "tickets open=12"';

const usage = `npx allswell ${panelUsage}

  --file    a picture: PNG, JPEG or SVG; "-" reads the standard input
  --value   a number with its name, and its unit behind it; may be given several times
  --to      where allswell is; default: ALLSWELL_URL, or PUBLIC_URL

The panel's token is read from ALLSWELL_PANEL_TOKEN.
`;

const TIMEOUT_MS = 30 * SECOND;

export interface PanelCommandContext extends Pick<
  Terminal,
  "stdout" | "stderr"
> {
  /** From the environment; undefined where it is not set. */
  access: { url: string | undefined; token: string | undefined };
  stdin: () => Promise<Buffer>;
}

/** Pushes a picture or numbers into a panel. Returns the exit code. */
export async function panelCommand(
  words: readonly string[],
  context: PanelCommandContext,
): Promise<number> {
  const { stdout, stderr, access } = context;
  const wish = readWish(words);
  if (wish === undefined) {
    stderr.write(usage);
    return exitCodes.usage;
  }
  const to = wish.to ?? access.url;
  const problem = wishProblem(wish, to, access.token);
  if (problem !== undefined) {
    stderr.write(`${problem}\n`);
    return exitCodes.usage;
  }
  try {
    const body = await bodyOf(wish, context);
    const url = new URL(`/panels/${encodeURIComponent(wish.panel)}`, to);
    const response = await fetch(url, {
      method: "POST",
      headers: { Authorization: `Bearer ${access.token ?? ""}` },
      body,
      redirect: "error",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const text = await response.text();
    if (response.ok) {
      stdout.write(text);
      return exitCodes.ok;
    }
    stderr.write(`${sentenceOf(text, response.status)}\n`);
  } catch (error) {
    stderr.write(`Nothing was pushed: ${reasonOf(error)}\n`);
  }
  return exitCodes.failed;
}

interface Wish {
  panel: string;
  file: string | undefined;
  values: string[];
  to: string | undefined;
}

function readWish(words: readonly string[]): Wish | undefined {
  try {
    const { values, positionals } = parseArgs({
      args: [...words],
      allowPositionals: true,
      options: {
        file: { type: "string" },
        value: { type: "string", multiple: true },
        to: { type: "string" },
      },
    });
    const [verb, panel, ...rest] = positionals;
    const { file, value = [], to } = values;
    const isOne = (file === undefined) !== (value.length === 0);
    return verb === "push" && panel !== undefined && rest.length === 0 && isOne
      ? { panel, file, values: value, to }
      : undefined;
  } catch {
    return undefined;
  }
}

function wishProblem(
  { values }: Wish,
  to: string | undefined,
  token: string | undefined,
): string | undefined {
  if (token === undefined)
    return "ALLSWELL_PANEL_TOKEN is not set: `/allswell panel token` in Slack makes one.";
  if (to === undefined || !/^https?:$/.test(URL.parse(to)?.protocol ?? ""))
    return "Where is allswell? Say --to https://status.example.org, or set ALLSWELL_URL.";
  for (const value of values) {
    const read = readLine(value);
    if (!read.ok) return read.text;
  }
  return undefined;
}

async function bodyOf(
  { file, values }: Wish,
  { stdin }: PanelCommandContext,
): Promise<Buffer<ArrayBuffer> | string> {
  if (file === undefined) return values.join("\n");
  return Buffer.from(file === "-" ? await stdin() : await readFile(file));
}

function sentenceOf(text: string, status: number): string {
  try {
    const { detail } = JSON.parse(text) as { detail?: unknown };
    if (typeof detail === "string") return detail;
  } catch {
    // some other server's words
  }
  return `It was answered with HTTP ${status}.`;
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  return cause instanceof Error ? cause.message : error.message;
}
