/** What the command needs of the world. */
export interface ManifestCommandContext {
  stdout: { write(text: string): unknown };
  stderr: { write(text: string): unknown };
  /** The manifest as YAML; `url` is the public https address of HTTP mode. */
  manifestYaml: (
    how: { mode: "socket" } | { mode: "http"; url: string },
  ) => string;
}

/** "Wrong usage", as sysexits.h has it. */
const USAGE = 64;

const usage = `npx allswell manifest                                the Slack app for Socket Mode
npx allswell manifest --http https://status.example.org   the Slack app for HTTP mode
`;

/** Prints the manifest from which the Slack app is made. Returns the exit code. */
export function manifestCommand(
  args: readonly string[],
  { stdout, stderr, manifestYaml }: ManifestCommandContext,
): number {
  const [option, address, ...rest] = args;
  if (option === undefined) {
    stdout.write(manifestYaml({ mode: "socket" }));
    return 0;
  }
  if (option === "--help") {
    stdout.write(usage);
    return 0;
  }
  if (option !== "--http" || address === undefined || rest.length > 0) {
    stderr.write(usage);
    return USAGE;
  }
  const url = URL.parse(address);
  if (url?.protocol !== "https:") {
    stderr.write(
      `Slack sends only to an https address, as in https://status.example.org; this is ${address}\n`,
    );
    return USAGE;
  }
  stdout.write(manifestYaml({ mode: "http", url: url.origin }));
  return 0;
}
