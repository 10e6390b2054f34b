import { isUtf8 } from "node:buffer";
import { compilePattern } from "../pattern.ts";

/** How much of an answer is judged; the rest is not read. */
export const MAX_ANSWER_BYTES = 16 * 1_024;

/** An answer as text: UTF-8, or where it is not that, a character for each byte, so that \xff in a pattern finds it. */
export function answerText(answer: Buffer): string {
  return answer.toString(isUtf8(answer) ? "utf8" : "latin1");
}

/** Whether an answer is as expected: any will do where no pattern was typed. */
export function isExpected(
  answer: Buffer,
  expect: string | undefined,
): boolean {
  if (expect === undefined) return answer.length > 0;
  const compiled = compilePattern(expect);
  return compiled.ok && compiled.pattern.test(answerText(answer));
}
