import type { Finding } from "../actions/doctor.ts";
import { exitCodes, type Terminal } from "./output.ts";

/** Prints how everything does, what is wrong first. Returns the exit code: 0 where nothing is. */
export function doctorReport(
  findings: readonly Finding[],
  { stdout }: Pick<Terminal, "stdout">,
): number {
  const wrong = findings.filter((finding) => !finding.isFine);
  for (const { name, text, advice } of wrong)
    stdout.write(
      `WRONG  ${name}: ${text}\n       ${advice.replaceAll("`", "")}\n`,
    );
  for (const { name, text, isFine } of findings)
    if (isFine) stdout.write(`ok     ${name}: ${text}\n`);
  return wrong.length === 0 ? exitCodes.ok : exitCodes.failed;
}
