const escapes: Record<string, string> = {
  "\\r": "\r",
  "\\n": "\n",
  "\\t": "\t",
  "\\0": "\0",
  "\\\\": "\\",
};

const ESCAPE = /\\(?:x[0-9a-f]{2}|[^])?/gi;

/** What is wrong with a text to send; undefined where nothing is. */
export function sendProblem(written: string): string | undefined {
  for (const [escape] of written.matchAll(ESCAPE))
    if (!(escape in escapes) && !/^\\x../i.test(escape))
      return `contains ${escape}, which means nothing: write \\r \\n \\t \\0 \\\\ or two hexadecimal digits as in \\x1f`;
  return undefined;
}

/** The bytes that a text to send stands for; what is written as \x.. is that byte, the rest is UTF-8. */
export function sentBytes(written: string): Buffer {
  const parts = written.split(/(\\(?:x[0-9a-f]{2}|[^]))/i);
  return Buffer.concat(
    parts.map((part) =>
      /^\\x../i.test(part)
        ? Buffer.from(part.slice(2), "hex")
        : Buffer.from(escapes[part] ?? part),
    ),
  );
}
