import { connectAccount } from "../actions/connect-account.ts";
import type { Context } from "../actions/context.ts";
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

export const twitterUsage = "allswell twitter connect <namespace>";

/** `twitter connect <namespace>`: prints a link, asks for X's number, and connects the account. Returns the exit code. */
export async function twitterCommand(
  words: readonly string[],
  context: Context,
  signIn: SignIn | null,
  terminal: Terminal,
): Promise<number> {
  const [verb, slug] = words;
  if (verb !== "connect" || slug === undefined || words.length > 2) {
    terminal.stderr.write(`Usage: ${twitterUsage}\n`);
    return exitCodes.usage;
  }
  if (signIn === null) {
    terminal.stderr.write(
      "X is not configured: set TWITTER_APP_KEY and TWITTER_APP_SECRET.\n",
    );
    return exitCodes.failed;
  }
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
  const connected = await connectAccount(context, slug.toLowerCase(), {
    channel: "x",
    ...account,
  });
  if (!connected.ok) return refused(terminal, connected.text);
  terminal.stdout.write(`@${account.handle} speaks for ${slug} from now on.\n`);
  return exitCodes.ok;
}

function refused(terminal: Terminal, text: string): number {
  terminal.stderr.write(`${text}\n`);
  return exitCodes.failed;
}
