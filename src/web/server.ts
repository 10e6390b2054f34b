import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import express, {
  type Request,
  type RequestHandler,
  type Response,
  type Router,
} from "express";
import type { Log } from "../base/log.ts";

export interface WebOptions {
  port: number;
  bind: string;
  log: Log;
  /** In order; each says itself which paths are its. */
  routers: readonly Router[];
  /** Whose word counts for whom they speak: so many proxies before us, or their networks. Nobody's, where it is left out. */
  trustProxy?: number | string[];
  /** How people with a browser are told that something is not here, or did not work; in plain text where it is left out. */
  tell?: Teller;
}

/** Tells somebody who reads HTML what became of a request. */
export type Teller = (
  request: Request,
  response: Response,
  said: { status: number; title: string; words: string },
) => void;

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
  tell = tellPlainly,
}: WebOptions): Promise<Web> {
  const app = express();
  app.disable("x-powered-by");
  app.set("trust proxy", trustProxy);
  app.use(safeHeaders);
  for (const router of routers) app.use(router);
  const say = asTheyRead(tell);
  app.use((request, response) => {
    const words = "There is nothing here.";
    say(request, response, { status: 404, title: "Not found", words });
  });
  app.use(answerFor(log, say));
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
function answerFor(log: Log, say: Teller): express.ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (error instanceof URIError) {
      const words = "No such address can be read.";
      return say(request, response, { status: 400, title: "Not found", words });
    }
    log.error({ err: error }, "a web request could not be answered");
    if (response.headersSent) return next(error);
    say(request, response, {
      status: 500,
      title: "Not at the moment",
      words: "That did not work, and it is not your fault.",
    });
  };
}

/** Programs are told in plain text. */
function asTheyRead(tell: Teller): Teller {
  return (request, response, said) => {
    const isProgram = request.accepts(["text", "html"]) !== "html";
    return (isProgram ? tellPlainly : tell)(request, response, said);
  };
}

const tellPlainly: Teller = (_request, response, { status, words }) => {
  response.status(status).type("text").send(`${words}\n`);
};

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
