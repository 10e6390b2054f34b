import { connectAccount } from "../actions/audience/connect-account.ts";
import type { Context } from "../actions/context.ts";
import {
  accountStatus,
  disconnectAccount,
  findAccount,
  statusLines,
} from "../actions/posts/accounts.ts";
import { exitCodes, type Terminal } from "./output.ts";

/** The sign-in of an account on X; see announcer/x/sign-in.ts. */
export interface SignIn {
  begin(): Promise<{ url: string; ticket: { token: string; secret: string } }>;
  finish(
    ticket: { token: string; secret: string },
    pin: string,
  ): Promise<
    | { ok: true; id: string; handle: string; tokens: Record<string, string> }
    | { ok: false; text: string }
  >;
}

export const twitterUsage =
  "allswell twitter connect|status|disconnect <namespace>";

/**
 * `twitter connect <namespace>` prints a link, asks for X's number, and connects the account; `status` says how it does,
 * `disconnect` asks and deletes its tokens. Returns the exit code.
 */
export async function twitterCommand(
  words: readonly string[],
  context: Context,
  signIn: SignIn | null,
  terminal: Terminal,
): Promise<number> {
  const [verb, named, ...more] = words;
  const slug = named?.toLowerCase();
  if (slug !== undefined && more.length === 0) {
    if (verb === "connect") return connect(slug, context, signIn, terminal);
    if (verb === "status") return status(slug, context, terminal);
    if (verb === "disconnect") return disconnect(slug, context, terminal);
  }
  terminal.stderr.write(`Usage: ${twitterUsage}\n`);
  return exitCodes.usage;
}

async function connect(
  slug: string,
  context: Context,
  signIn: SignIn | null,
  terminal: Terminal,
): Promise<number> {
  if (signIn === null)
    return refused(
      terminal,
      "X is not configured: set TWITTER_APP_KEY and TWITTER_APP_SECRET.",
    );
  const { url, ticket } = await signIn.begin();
  terminal.stdout.write(
    `Open this page, signed in as the account that is to speak for ${slug}, and allow it:\n\n  ${url}\n\n`,
  );
  const pin =
    (
      await terminal.ask("The number of seven digits that X shows: ")
    )?.replaceAll(/\s/g, "") ?? "";
  const account = await signIn.finish(ticket, pin);
  if (!account.ok) return refused(terminal, account.text);
  const connected = await connectAccount(context, slug, {
    channel: "x",
    ...account,
  });
  if (!connected.ok) return refused(terminal, connected.text);
  terminal.stdout.write(`@${account.handle} speaks for ${slug} from now on.\n`);
  return exitCodes.ok;
}

async function status(
  slug: string,
  context: Context,
  terminal: Terminal,
): Promise<number> {
  const found = await accountStatus(context, slug, "x");
  if (!found.ok) return refused(terminal, found.text);
  terminal.stdout.write(`${statusLines(found).join("\n")}\n`);
  return exitCodes.ok;
}

async function disconnect(
  slug: string,
  context: Context,
  terminal: Terminal,
): Promise<number> {
  const found = await findAccount(context, slug, "x");
  if (!found.ok) return refused(terminal, found.text);
  const answer = await terminal.ask(
    `${found.account.label} is to speak for ${slug} no more, and what waits is not posted. Type "yes": `,
  );
  if (answer?.trim().toLowerCase() !== "yes")
    return refused(terminal, "Nothing was changed.");
  const done = await disconnectAccount(context, slug, "x");
  if (!done.ok) return refused(terminal, done.text);
  terminal.stdout.write(`${done.text}\n`);
  return exitCodes.ok;
}

function refused(terminal: Terminal, text: string): number {
  terminal.stderr.write(`${text}\n`);
  return exitCodes.failed;
}
