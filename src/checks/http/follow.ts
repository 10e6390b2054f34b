import type { ProbeContext } from "../check.ts";
import { openConnection } from "./connection.ts";
import {
  firstHeader,
  type Answer,
  type AnswerHeaders,
} from "./answer-reader.ts";
import { exchange, type Question } from "./exchange.ts";
import { failed, type Failed } from "./failures.ts";
import { proxyAuthorization } from "./proxy.ts";
import { firstRequest, redirected, type HttpRequest } from "./request.ts";
import type { HttpSettings } from "./settings.ts";
import type { Trace } from "./trace.ts";
import { withoutQuery } from "./url.ts";

const redirects = new Set([301, 302, 303, 307, 308]);

/** Asks for the URL of the settings and follows redirects, each over a fresh connection. */
export async function follow(
  settings: HttpSettings,
  context: ProbeContext,
  trace: Trace,
): Promise<Answer | Failed> {
  let request = firstRequest(settings);
  const visited = new Set<string>();
  for (;;) {
    visited.add(`${request.method} ${request.url.href}`);
    const answer = await ask(request, settings, context, trace);
    if (!answer.ok) return explained(answer, request, trace);
    const location = locationOf(answer.status, answer.headers);
    if (location === undefined || settings.redirects === 0) return answer;
    const next = nextRequest(request, answer.status, location, context.quote);
    if ("failure" in next) return next;
    if (visited.has(`${next.method} ${next.url.href}`))
      return failed(
        "redirect-loop",
        `redirect loop: back to ${context.quote(withoutQuery(next.url))}`,
      );
    if (trace.redirects === settings.redirects)
      return failed(
        "too-many-redirects",
        `too many redirects (${settings.redirects})`,
      );
    request = next;
    trace.redirects += 1;
    trace.finalHost = next.url.host;
  }
}

async function ask(
  request: HttpRequest,
  settings: HttpSettings,
  context: ProbeContext,
  trace: Trace,
): Promise<Answer | Failed> {
  const opened = await openConnection(request.url, settings, context, trace);
  if (!opened.ok) return opened;
  const { signal, quote } = context;
  const question = questionOf(request, settings);
  return exchange(opened.socket, question, { signal, trace, quote });
}

function questionOf(request: HttpRequest, settings: HttpSettings): Question {
  const { url, method, headers, credentials, body } = request;
  const isProxied = settings.proxy !== undefined && url.protocol === "http:";
  const path = `${url.pathname}${url.search}`;
  return {
    origin: url.origin,
    method,
    path: isProxied ? `${url.origin}${path}` : path,
    headers: {
      ...headers,
      ...credentials,
      ...(isProxied && proxyAuthorization(settings)),
    },
    body,
    wantsBody: (status, headers) =>
      settings.redirects === 0 || locationOf(status, headers) === undefined,
  };
}

/** Where an answer redirects to; undefined where it does not. */
function locationOf(
  status: number,
  headers: AnswerHeaders,
): string | undefined {
  return redirects.has(status) ? firstHeader(headers, "location") : undefined;
}

function nextRequest(
  request: HttpRequest,
  status: number,
  location: string,
  quote: (text: string) => string,
): HttpRequest | Failed {
  // Header bytes that are not ASCII are UTF-8 in practice.
  const text = Buffer.from(location, "latin1").toString("utf8");
  const url = URL.parse(text, request.url);
  if (url === null)
    return failed("redirect", `redirects to ${quote(text)}, which is no URL`);
  if (url.protocol !== "http:" && url.protocol !== "https:")
    return failed(
      "redirect",
      `redirects to ${url.protocol}, which is neither http nor https`,
    );
  Object.assign(url, { username: "", password: "", hash: "" });
  const next = redirected(request, status, url);
  if (next.body !== undefined && url.origin !== request.url.origin)
    return failed(
      "redirect",
      `redirects to ${quote(url.origin)} and wants the body sent there, which is not done`,
    );
  return next;
}

/** A failure behind a redirect says where it happened; the URL of the settings is not to blame. */
function explained(
  { failure }: Failed,
  request: HttpRequest,
  trace: Trace,
): Failed {
  if (trace.redirects === 0) return { ok: false, failure };
  return failed(
    failure.kind,
    `after a redirect to ${request.url.host}: ${failure.text}`,
  );
}
