import { once } from "node:events";
import {
  createServer,
  type IncomingHttpHeaders,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { parseJson, type Json } from "./json.ts";

export interface AppForTests {
  /** For the workspace's settings. */
  requestUrl: string;
  /** Every request as it came. */
  requests: { headers: IncomingHttpHeaders; body: string; payload: Json }[];
  /** What it answers next: nothing, a text, JSON, or whatever is done to the response. */
  answer: (payload: Json) => unknown;
  /** The last payload. */
  last: () => Json;
  stop: () => Promise<void>;
}

/** A bare app in HTTP mode: it keeps what it gets and answers what the test says. */
export async function serveApp(): Promise<AppForTests> {
  const server = createServer();
  const app: AppForTests = {
    requestUrl: "",
    requests: [],
    answer: () => undefined,
    last: () => app.requests.at(-1)?.payload ?? {},
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
  server.on("request", (request, response) => {
    void text(request).then(async (body) => {
      const payload = decode(body);
      app.requests.push({ headers: request.headers, body, payload });
      await send(response, await app.answer(payload));
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  app.requestUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`;
  return app;
}

/** Events are JSON, interactions JSON in a form, commands a form. */
function decode(body: string): Json {
  if (body.startsWith("{")) return parseJson(body) as Json;
  const fields = new URLSearchParams(body);
  const payload = fields.get("payload");
  return payload === null
    ? Object.fromEntries(fields)
    : (parseJson(payload) as Json);
}

async function send(response: ServerResponse, answer: unknown): Promise<void> {
  if (typeof answer === "function") {
    await (answer as (to: ServerResponse) => unknown)(response);
    return;
  }
  if (answer === undefined || typeof answer === "string") {
    response.end(answer);
    return;
  }
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify(answer));
}
