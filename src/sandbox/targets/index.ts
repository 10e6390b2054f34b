import express, { type Request, type Response, type Router } from "express";
import { z } from "zod";
import { notThere, withBody } from "../control-body.ts";
import { serveJournal } from "../journal.ts";
import { Target } from "./target.ts";
import { canBe, kinds, waySchema, type Kind } from "./ways.ts";

const WITNESS = "witness";
const nameSchema = z.string().regex(/^[\w-]{1,40}$/);

const newTarget = z.strictObject({
  name: nameSchema,
  kind: z.enum(kinds).default("http"),
});

const stateSchema = z.strictObject({
  targets: z.array(
    z.strictObject({
      name: nameSchema,
      kind: z.enum(kinds),
      way: waySchema,
      port: z.number().int().optional(),
    }),
  ),
});

export interface TargetsOptions {
  /** Called after each change of what the page shows. */
  changed: () => void;
  /** ms since 1970 */
  now: () => number;
  /** The HTTP targets at the beginning, besides the one called "witness". */
  names?: string[];
}

export interface Targets {
  /** What tests and the page see and switch; JSON. */
  control: Router;
  /** Each target listens on a port of its own. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** "http://127.0.0.1:23456/"; undefined where there is no such target. */
  urlOf(name: string): string | undefined;
  snapshot(): unknown;
  /** To be called before start, so that the targets get their old ports back. Throws when this is not a snapshot. */
  load(state: unknown): void;
}

/** Servers to be looked at, which can be broken on purpose. */
export function createTargets(options: TargetsOptions): Targets {
  const { names = ["datastore", "validator", "website"] } = options;
  const room = new Room(options);
  for (const name of [...names, WITNESS]) room.add({ name, kind: "http" });
  return {
    control: targetsControl(room),
    start: () => room.start(),
    stop: () => room.stop(),
    urlOf: (name) => room.get(name)?.url,
    snapshot: () => ({
      targets: room
        .list()
        .map(({ name, kind, way, port }) => ({ name, kind, way, port })),
    }),
    load: (state) => room.replace(stateSchema.parse(state).targets),
  };
}

type TargetSeed = Pick<Target, "name" | "kind"> &
  Partial<Pick<Target, "way" | "port">>;

/** The targets by name. */
class Room {
  readonly #options: TargetsOptions;
  #targets = new Map<string, Target>();

  constructor(options: TargetsOptions) {
    this.#options = options;
  }

  list(): Target[] {
    return [...this.#targets.values()];
  }

  get(name: string): Target | undefined {
    return this.#targets.get(name);
  }

  add({ name, kind, way = { way: "up" }, port }: TargetSeed): Target {
    const { now, changed } = this.#options;
    const target = new Target({ name, kind, way, port, now, changed });
    this.#targets.set(name, target);
    return target;
  }

  replace(seeds: readonly TargetSeed[]): void {
    if (this.list().some(({ port }) => port !== undefined))
      throw new Error("the targets are running");
    this.#targets = new Map();
    for (const seed of seeds) this.add(seed);
  }

  async addStarted(name: string, kind: Kind): Promise<Target> {
    const target = this.add({ name, kind });
    await target.start();
    this.#options.changed();
    return target;
  }

  async remove(target: Target): Promise<void> {
    this.#targets.delete(target.name);
    await target.stop();
    this.#options.changed();
  }

  async start(): Promise<void> {
    await Promise.all(this.list().map((target) => target.start()));
  }

  async stop(): Promise<void> {
    await Promise.all(this.list().map((target) => target.stop()));
  }
}

function targetView({ name, kind, url, port, way, requests }: Target): object {
  const count = requests.last;
  const newest = requests.all().at(-1) ?? null;
  return { name, kind, url, port, way, count, newest };
}

/**
 * GET / · POST / (a new one) · GET and DELETE /:name · PUT /:name/way · GET /:name/requests
 */
function targetsControl(room: Room): Router {
  const control = express.Router();
  control.use(express.json());
  control.get("/", (_request, response) => {
    response.json({ targets: room.list().map(targetView) });
  });
  control.post(
    "/",
    withBody(newTarget, async ({ name, kind }, _request, response) => {
      if (room.get(name) !== undefined) {
        response.status(409).json({ error: "there is one of this name" });
        return;
      }
      const target = await room.addStarted(name, kind);
      response.status(201).json(targetView(target));
    }),
  );
  addOneControl(control, room);
  return control;
}

function addOneControl(control: Router, room: Room): void {
  const named = (request: Request): Target | undefined =>
    room.get(String(request.params["name"]));
  control.get("/:name", (request, response) => {
    const target = named(request);
    if (target === undefined) return notThere(response, "such target");
    response.json(targetView(target));
  });
  control.get("/:name/requests", (request, response, next) => {
    const target = named(request);
    if (target === undefined) return notThere(response, "such target");
    return serveJournal(target.requests, "requests")(request, response, next);
  });
  control.put(
    "/:name/way",
    withBody(waySchema, async (way, request, response) => {
      const target = named(request);
      if (target === undefined) return notThere(response, "such target");
      if (!canBe(target.kind, way))
        return refuse(response, 400, `a ${target.kind} target cannot be so`);
      if (!(await target.setWay(way)))
        return refuse(response, 409, "its port was taken meanwhile");
      response.json(targetView(target));
    }),
  );
  control.delete(
    "/:name",
    withBody(z.unknown(), async (_body, request, response) => {
      const target = named(request);
      if (target === undefined) return notThere(response, "such target");
      await room.remove(target);
      response.json({ targets: room.list().map(targetView) });
    }),
  );
}

function refuse(response: Response, status: number, error: string): void {
  response.status(status).json({ error });
}
