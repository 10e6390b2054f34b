import { userAgent } from "../../net/user-agent.ts";
import type { HttpSettings } from "./settings.ts";

/** One request, not yet sent. Header names are in lower case. */
export interface HttpRequest {
  url: URL;
  method: string;
  headers: Record<string, string>;
  /** What only the origin of the first URL may see. */
  credentials: Record<string, string>;
  body: string | undefined;
}

/** Headers that people type among the others, though only the origin they were meant for should see them. */
const boundToOrigin = ["authorization", "cookie", "host"];
const aboutTheBody = ["content-type", "content-encoding", "content-language"];

export function firstRequest(settings: HttpSettings): HttpRequest {
  const typed = Object.entries(settings.headers ?? {}).map(
    ([name, value]) => [name.toLowerCase(), value] as const,
  );
  const isBound = ([name]: readonly [string, string]): boolean =>
    boundToOrigin.includes(name);
  return {
    url: new URL(settings.url),
    method: settings.method,
    headers: {
      "user-agent": userAgent,
      accept: "*/*",
      "accept-encoding": "gzip, deflate, br, zstd",
      ...contentType(settings.body),
      ...Object.fromEntries(typed.filter((header) => !isBound(header))),
    },
    credentials: {
      ...Object.fromEntries(typed.filter(isBound)),
      ...credentials(settings),
    },
    body: settings.body,
  };
}

/** The request that a redirect asks for, as browsers understand it (Fetch standard, "HTTP-redirect fetch"). */
export function redirected(
  request: HttpRequest,
  status: number,
  url: URL,
): HttpRequest {
  const becomesGet =
    (status === 303 && request.method !== "HEAD") ||
    ((status === 301 || status === 302) && request.method === "POST");
  const next = { ...request, url };
  if (url.origin !== request.url.origin) next.credentials = {};
  if (!becomesGet) return next;
  const headers = Object.entries(request.headers).filter(
    ([name]) => !aboutTheBody.includes(name),
  );
  return {
    ...next,
    method: "GET",
    headers: Object.fromEntries(headers),
    body: undefined,
  };
}

/** "Basic …", as RFC 7617 wants it. */
export function basicAuthorization(username: string, password = ""): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
}

function credentials(settings: HttpSettings): Record<string, string> {
  const { username, password, secretHeader, secretValue } = settings;
  return {
    ...(username !== undefined && {
      authorization: basicAuthorization(username, password),
    }),
    ...(secretValue !== undefined && {
      [secretHeader.toLowerCase()]: secretValue,
    }),
  };
}

function contentType(body: string | undefined): Record<string, string> {
  if (body === undefined) return {};
  const isJson = /^\s*[{[]/.test(body);
  return {
    "content-type": isJson ? "application/json" : "text/plain; charset=utf-8",
  };
}
