/** Where a command-line verb writes, and what it may ask. */
export interface Terminal {
  stdout: { write(text: string): unknown };
  stderr: { write(text: string): unknown };
  /** Asks a question and waits for a line; undefined where the input ends. */
  ask(question: string): Promise<string | undefined>;
}

/** Exit codes: those of sysexits.h where there is one. */
export const exitCodes = { ok: 0, failed: 1, usage: 64 } as const;
