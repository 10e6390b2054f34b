/** RFC 9110, section 5.6.2. */
const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
/** Visible characters, spaces and tabs: no line end that would start another header. */
const value = /^[\t\x20-\x7e\x80-\xff]*$/;

/** Headers about the connection itself, which belong to the HTTP client. */
const reserved = new Set([
  "connection",
  "content-length",
  "expect",
  "http2-settings",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

export function headerValueProblem(content: string): string | undefined {
  return value.test(content)
    ? undefined
    : "contains characters that a header cannot carry";
}

/** What is wrong with a header that somebody typed; undefined where nothing is. */
export function headerProblem(
  name: string,
  content: string,
): string | undefined {
  if (!token.test(name)) return `"${name}" is not a header name`;
  if (reserved.has(name.toLowerCase()))
    return `${name} cannot be set: it belongs to the connection`;
  const problem = headerValueProblem(content);
  return problem === undefined ? undefined : `the value of ${name} ${problem}`;
}

/** What is wrong with a set of headers; undefined where nothing is. */
export function headersProblem(
  headers: Record<string, string>,
): string | undefined {
  const seen = new Set<string>();
  for (const [name, content] of Object.entries(headers)) {
    const problem = headerProblem(name, content);
    if (problem !== undefined) return problem;
    if (seen.has(name.toLowerCase())) return `${name} is there twice`;
    seen.add(name.toLowerCase());
  }
  return undefined;
}
