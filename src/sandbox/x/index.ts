import express, {
  type ErrorRequestHandler,
  type RequestHandler,
  type Router,
} from "express";
import type { Call } from "../call-log.ts";
import type { Faults } from "../faults.ts";
import { Journal } from "../journal.ts";
import { Verifier, type App } from "./authenticate.ts";
import type { Parts } from "./calls.ts";
import { xControl } from "./control.ts";
import { Limits } from "./limits.ts";
import { addMediaRoutes } from "./media.ts";
import { addPostRoutes } from "./posts.ts";
import { invalidRequest, noSuchPath, sendProblem } from "./problems.ts";
import { SignIn } from "./sign-in.ts";
import { addTimelineRoutes } from "./timeline.ts";
import { XWorld } from "./world.ts";

export { isXHost } from "./hosts.ts";

/** How many of the newest calls are kept. */
const CALLS_KEPT = 5000;

export interface XOptions {
  faults: Faults;
  /** Called after each change of what the page shows. */
  changed: () => void;
  /** ms since 1970 */
  now: () => number;
  app?: App;
  /** The usernames of the first accounts; their tokens are "<username>-token" with the secret "<username>-token-secret". */
  accounts?: string[];
  /** The clock that the clients' signatures are held against, ms since 1970; by default the machine's. */
  wallClock?: () => number;
}

export interface X {
  /**
   * The API, to be mounted under a prefix and, for requests of which `isXHost` is true, at the root. Signatures are verified
   * over the URL that the caller used: https and the Host for X's own names, otherwise http, the Host and the whole path.
   */
  router: Router;
  /** What tests and the page see and switch; JSON. */
  control: Router;
  app: App;
  snapshot(): unknown;
  /** Throws, and changes nothing, when this is not a snapshot. */
  load(state: unknown): void;
}

/** A pretended X: one app, several accounts, the calls that a status bot makes. */
export function createX(options: XOptions): X {
  const { faults, changed, now, wallClock = Date.now } = options;
  const {
    app = { key: "sandbox-app-key", secret: "sandbox-app-secret" },
    accounts = ["iati_status", "di_status", "demo_status"],
  } = options;
  const world = new XWorld(accounts, now, changed);
  const parts: Parts = {
    world,
    faults,
    verifier: new Verifier(app, wallClock),
    limits: new Limits(now),
    calls: new Journal<Call>(CALLS_KEPT),
  };
  const signIn = new SignIn(parts);
  const router = express.Router();
  addPostRoutes(router, parts);
  addTimelineRoutes(router, parts);
  addMediaRoutes(router, parts);
  signIn.addRoutes(router);
  router.use(nothingHere, notReadable);
  return {
    router,
    control: xControl(parts, signIn),
    app,
    snapshot: () => world.snapshot(),
    load: (state) => world.load(state),
  };
}

const nothingHere: RequestHandler = (_request, response) =>
  sendProblem(response, noSuchPath);

/** A body that cannot be parsed, or is too large. */
const notReadable: ErrorRequestHandler = (error, _request, response, next) => {
  if (response.headersSent) return next(error);
  sendProblem(response, invalidRequest([String(error)]));
};
