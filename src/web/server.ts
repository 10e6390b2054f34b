import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import express, { type RequestHandler, type Router } from "express";
import type { Log } from "../base/log.ts";

export interface WebOptions {
  port: number;
  bind: string;
  log: Log;
  /** In order; each says itself which paths are its. */
  routers: readonly Router[];
  /** Whose word counts for whom they speak: so many proxies before us, or their networks. Nobody's, where it is left out. */
  trustProxy?: number | string[];
}

export interface Web {
  /** The port that it listens on, also where 0 was asked for. */
  port: number;
  stop(): Promise<void>;
}

/** The one HTTP server: Slack's requests, health, and whatever else is mounted. */
export async function startWeb({
  port,
  bind,
  log,
  routers,
  trustProxy = [],
}: WebOptions): Promise<Web> {
  const app = express();
  app.disable("x-powered-by");
  app.set("trust proxy", trustProxy);
  app.use(safeHeaders);
  for (const router of routers) app.use(router);
  app.use((_request, response) => {
    response.status(404).type("text").send("There is nothing here.\n");
  });
  app.use(answerFor(log));
  const server = createServer(app);
  await listen(server, port, bind);
  return {
    port: (server.address() as AddressInfo).port,
    stop: () => stop(server),
  };
}

const safeHeaders: RequestHandler = (_request, response, next) => {
  response.set({
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
  });
  next();
};

/** A bug of ours is logged, and the caller is told so without any detail; an address that nobody can read is theirs. */
function answerFor(log: Log): express.ErrorRequestHandler {
  return (error: unknown, _request, response, next) => {
    if (error instanceof URIError) {
      response.status(400).type("text").send("No such address can be read.\n");
      return;
    }
    log.error({ err: error }, "a web request could not be answered");
    if (response.headersSent) return next(error);
    response
      .status(500)
      .type("text")
      .send("That did not work, and it is not your fault.\n");
  };
}

async function listen(
  server: Server,
  port: number,
  bind: string,
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once("error", reject);
  server.listen(port, bind, resolve);
  try {
    await promise;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EADDRINUSE")
      throw new Error(`port ${port} is taken: set PORT to a free one`, {
        cause: error,
      });
    if (code === "EACCES")
      throw new Error(
        `port ${port} may not be used by this user: set PORT to one above 1023`,
        { cause: error },
      );
    if (code === "EADDRNOTAVAIL")
      throw new Error(
        `this machine has no address ${bind}: set BIND to one of its own, or leave it out`,
        { cause: error },
      );
    throw error;
  }
}

async function stop(server: Server): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  server.close(() => resolve());
  server.closeAllConnections();
  await promise;
}
