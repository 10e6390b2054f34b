import type { IncomingMessage, ServerResponse } from "node:http";
import type { Way } from "./ways.ts";

/** Larger than the page by this many bytes is what "bad-length" promises. */
const MISSING_BYTES = 1000;

/** Answers one request in the way that the target is at the moment. */
export function answerHttp(
  name: string,
  way: Way,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const page = goodPage(name);
  switch (way.way) {
    case "up":
      return sendPage(response, 200, page);
    case "error":
      return sendPage(response, way.status, pageOf("Out of order", ""));
    case "slow":
      return later(response, way.ms, () => sendPage(response, 200, page));
    case "wrong-text":
      return sendPage(response, 200, pageOf("Hello", escape(way.text)));
    case "drip":
      return drip(response, Buffer.from(page), way.everyMs);
    case "bad-length":
      return promiseTooMuch(request, response, page);
    case "reset":
      request.socket.resetAndDestroy();
      return;
    case "hang":
    case "refuse":
      // A request that came just before nobody listened any more gets no answer either.
      return;
  }
}

/** Says its name, and has something to search for. */
function goodPage(name: string): string {
  return pageOf(
    escape(name),
    `<p>All is well at ${escape(name)}.</p>
<form><label>Search <input name="q"></label></form>`,
  );
}

function pageOf(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>${title}</title>
<h1>${title}</h1>
${body}
</html>
`;
}

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}

function sendPage(
  response: ServerResponse,
  status: number,
  page: string,
): void {
  response.writeHead(status, {
    "content-type": "text/html; charset=utf-8",
    "content-length": Buffer.byteLength(page),
  });
  response.end(page);
}

function later(response: ServerResponse, ms: number, happen: () => void): void {
  const timer = setTimeout(happen, ms);
  response.once("close", () => clearTimeout(timer));
}

function drip(response: ServerResponse, page: Buffer, everyMs: number): void {
  response.writeHead(200, {
    "content-type": "text/html; charset=utf-8",
    "content-length": page.length,
  });
  response.flushHeaders();
  let sent = 0;
  const timer = setInterval(() => {
    response.write(page.subarray(sent, sent + 1));
    sent += 1;
    if (sent < page.length) return;
    clearInterval(timer);
    response.end();
  }, everyMs);
  response.once("close", () => clearInterval(timer));
}

function promiseTooMuch(
  request: IncomingMessage,
  response: ServerResponse,
  page: string,
): void {
  response.writeHead(200, {
    "content-type": "text/html; charset=utf-8",
    "content-length": Buffer.byteLength(page) + MISSING_BYTES,
  });
  response.write(page, () => request.socket.end());
}
