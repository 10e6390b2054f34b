/** Without what every URL parser leaves out: spaces around it, tabs and line ends within. */
export function tidyUrl(text: string): string {
  return text.replace(/[\t\r\n]/g, "").trim();
}

/** What is wrong with a URL that somebody typed; undefined where nothing is. */
export function urlProblem(
  text: string,
  protocols: readonly string[],
): string | undefined {
  const url = URL.parse(text);
  if (url === null || !protocols.includes(url.protocol))
    return protocolProblem(text, url, protocols);
  if (url.username !== "" || url.password !== "")
    return "must not contain a user name or password: they have fields of their own";
  return undefined;
}

function protocolProblem(
  text: string,
  url: URL | null,
  protocols: readonly string[],
): string {
  const starts = protocols.map((protocol) => `${protocol}//`).join(" or ");
  const best = `${protocols.at(-1)}//`;
  const completed = /^[a-z][a-z0-9+.-]*:\/\//i.test(text)
    ? null
    : URL.parse(best + text);
  if (completed !== null)
    return `must begin with ${starts}, for example ${withoutQuery(completed)}`;
  return url === null
    ? `is not a URL: it must look like ${best}www.example.org/`
    : `must begin with ${starts} (not ${url.protocol})`;
}

export function portOf(url: URL): number {
  if (url.port !== "") return Number(url.port);
  return url.protocol === "https:" ? 443 : 80;
}

/** The URL as it may be shown: without its query, where tokens hide. */
export function withoutQuery(url: URL): string {
  return `${url.origin}${url.pathname}`;
}
