import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import express, {
  type Express,
  type RequestHandler,
  type Router,
} from "express";
import type { Live } from "./live.ts";
import type { Slack } from "./slack/index.ts";
import { isXHost } from "./x/index.ts";

const page = `${import.meta.dirname}/page`;

/** The page loads nothing from anywhere else and runs no script but its own. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

/** Its addresses are relative, so its own must end with a slash wherever it is mounted. */
const endWithSlash: RequestHandler = (request, response, next) => {
  const { pathname, search } = new URL(request.originalUrl, "http://sandbox");
  if (pathname.endsWith("/")) return next();
  response.redirect(`${pathname}/${search}`);
};

export interface AppParts {
  slack: Router;
  x: Router;
  twilio: Router;
  /** Receivers of webhooks. */
  hooks: Router;
  /** Networks whose clients know no address but a server's root. */
  networks: Router[];
  control: Router;
  live: Live;
}

/** The whole sandbox as one app, which may also be mounted under a path of another. */
export function createApp(parts: AppParts): Express {
  const app = express();
  app.disable("x-powered-by");
  // X's client knows no other address than X's own; its requests come to the root.
  app.use((request, response, next) => {
    if (isXHost(request)) parts.x(request, response, next);
    else next();
  });
  app.use("/slack", parts.slack);
  app.use("/x", parts.x);
  app.use("/twilio", parts.twilio);
  app.use("/hooks", parts.hooks);
  app.use("/control", parts.control);
  for (const network of parts.networks) app.use(network);
  app.get("/events", (request, response) =>
    parts.live.serve(request, response),
  );
  app.get("/", endWithSlash);
  app.use(
    express.static(page, {
      setHeaders(response) {
        response.setHeader("content-security-policy", contentSecurityPolicy);
        response.setHeader("cache-control", "no-cache");
      },
    }),
  );
  return app;
}

export interface Listening {
  server: Server;
  url: string;
}

/** Serves the app, and Socket Mode at `/slack/socket`. */
export async function listen(
  app: Express,
  slack: Slack,
  port: number,
  host: string,
): Promise<Listening> {
  const server = createServer(app);
  server.on("upgrade", (request, socket: Duplex, head: Buffer) => {
    if (request.url?.startsWith("/slack/socket") === true)
      slack.upgrade(request, socket, head);
    else socket.destroy();
  });
  server.listen(port, host);
  await once(server, "listening");
  const address = server.address() as AddressInfo;
  return { server, url: `http://${nameOf(host)}:${address.port}` };
}

/** How to reach a host that one listens on: all interfaces are reached at the loopback. */
function nameOf(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "127.0.0.1";
  return host.includes(":") ? `[${host}]` : host;
}

/** Ends at once: whoever still waits for an answer gets none. */
export async function close(server: Server): Promise<void> {
  const closed = once(server, "close");
  server.close();
  server.closeAllConnections();
  await closed;
}
