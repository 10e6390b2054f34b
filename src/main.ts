import { flushCompileCache } from "node:module";
import { startAllswell } from "./watch.ts";
import { createLog } from "./base/log.ts";
import { Redactor } from "./base/redact.ts";
import { type Config, ConfigError, readConfig } from "./config.ts";

/** A second signal, or a stop that takes longer than this, ends the program at once. */
const STOP_WITHIN_MS = 9_500;

function configOrExit(): Config {
  try {
    return readConfig();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}

const config = configOrExit();
const log = createLog(config.logLevel, new Redactor(config.secretValues));

try {
  const allswell = await startAllswell(config, log);
  const stop = (reason: string, exitCode: number): void => {
    log.info({ reason }, "stopping");
    setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref();
    for (const signal of ["SIGTERM", "SIGINT"] as const)
      process.once(signal, () => process.exit(1));
    void allswell.stop().then(() => process.exit(exitCode));
  };
  for (const signal of ["SIGTERM", "SIGINT"] as const)
    process.once(signal, () => stop(signal, 0));
  void allswell.failed.then((words) => {
    log.fatal(words);
    stop("failure", 1);
  });
  // A program that is killed leaves it to the next start, too, which takes half the time with it.
  flushCompileCache();
} catch (error) {
  // One sentence for the operator; what led to it is in the log at debug level.
  log.debug({ err: error }, "could not start");
  process.stderr.write(
    `allswell could not start: ${error instanceof Error ? error.message : String(error)}\n`,
  );
  process.exit(1);
}
