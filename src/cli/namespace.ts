import { readFile } from "node:fs/promises";
import { type Logo, setLogo } from "../actions/namespaces/appearance.ts";
import type { Context } from "../actions/context.ts";
import { exitCodes, type Terminal } from "./output.ts";

export const namespaceUsage = "allswell namespace logo <namespace> <file|none>";

type DrawLogo = (
  file: Buffer,
) => ({ ok: true } & Logo) | { ok: false; text: string };

/** `namespace logo iati logo.png` gives the public page of a namespace a logo, `none` takes it away. Returns the exit code. */
export async function namespaceCommand(
  words: readonly string[],
  context: Context,
  drawLogo: DrawLogo,
  terminal: Pick<Terminal, "stdout" | "stderr">,
): Promise<number> {
  const [verb, named, path, ...more] = words;
  if (
    verb !== "logo" ||
    named === undefined ||
    path === undefined ||
    more.length > 0
  ) {
    terminal.stderr.write(`Usage: ${namespaceUsage}\n`);
    return exitCodes.usage;
  }
  const slug = named.toLowerCase();
  const logo = path === "none" ? null : await logoFrom(path, drawLogo);
  const done =
    logo?.ok === false ? logo : await setLogo(context, slug, logo ?? null);
  if (!done.ok) {
    terminal.stderr.write(`${done.text}\n`);
    return exitCodes.failed;
  }
  terminal.stdout.write(
    logo === null
      ? `The page of ${slug} has no logo any more.\n`
      : `The page of ${slug} shows this logo from now on.\n`,
  );
  return exitCodes.ok;
}

async function logoFrom(
  path: string,
  drawLogo: DrawLogo,
): Promise<ReturnType<DrawLogo>> {
  try {
    return drawLogo(await readFile(path));
  } catch (error) {
    const { code = String(error) } = error as NodeJS.ErrnoException;
    return { ok: false, text: `${path} cannot be read (${code}).` };
  }
}
