import express, {
  type ErrorRequestHandler,
  type Request,
  type Response,
  type Router,
} from "express";
import { z } from "zod";
import { notThere, withBody } from "../control-body.ts";
import { goneSignal, waitOf, wholeNumber, type Numbered } from "../journal.ts";
import { ImpossibleAct } from "./acting/problem.ts";
import { actRoutes } from "./control-acts.ts";
import { disconnectReasons, type SocketMode } from "./delivery/socket-mode.ts";
import { giveFile } from "./files.ts";
import { isJson } from "./json.ts";
import { messageObject } from "./message-object.ts";
import { viewObject } from "./modals.ts";
import { pageView } from "./page-view.ts";
import type { SlackRecord } from "./records.ts";
import { newId } from "./state.ts";
import { findChannel, findUser } from "./workspace.ts";
import type { World } from "./world.ts";

const settings = z
  .strictObject({
    clientSecret: z.string(),
    redirectUrls: z.array(z.url()),
    scopes: z.array(z.string()),
    tokenState: z.enum(["active", "inactive", "revoked"]),
    requestUrl: z.url().nullable(),
    commands: z.array(z.string()),
    shortcuts: z.array(
      z.strictObject({
        type: z.enum(["global", "message"]),
        callbackId: z.string(),
        name: z.string(),
      }),
    ),
    shouldEscape: z.boolean(),
    events: z.array(z.string()),
    rateLimits: z.boolean(),
    ackMs: z.number().int().min(1),
    triggerMs: z.number().int().min(1),
  })
  .partial();

const newChannel = z.strictObject({
  name: z.string().regex(/^[a-z0-9_-]{1,80}$/),
  kind: z.enum(["public", "private"]).default("public"),
  isArchived: z.boolean().default(false),
  /** Ids or short names. */
  members: z.array(z.string()).default([]),
});

/** `?kind=message,edit&channel=C1`: the records that somebody asks for. */
function asked(
  world: World,
  { query }: Request,
): (record: SlackRecord) => boolean {
  const kinds =
    typeof query["kind"] === "string" ? query["kind"].split(",") : [];
  const where = typeof query["channel"] === "string" ? query["channel"] : "";
  const channel = findChannel(world, where)?.id ?? where;
  return (record) =>
    (kinds.length === 0 || kinds.includes(record.kind)) &&
    (where === "" || record.channel === channel);
}

/** GET `/records?after=N&wait=ms&atLeast=n&kind=…&channel=…`: answers as soon as there are so many, or when the time is over. */
async function sendRecords(
  world: World,
  request: Request,
  response: Response,
): Promise<void> {
  const { journal } = world.records;
  const after = wholeNumber(request, "after");
  const atLeast = wholeNumber(request, "atLeast") || 1;
  const passes = asked(world, request);
  const found = (): (SlackRecord & Numbered)[] =>
    world.records.after(after).filter(passes);
  const enough = (): true | undefined =>
    found().length >= atLeast ? true : undefined;
  await journal.until(enough, waitOf(request), goneSignal(response));
  response.json({ records: found(), last: journal.last });
}

function sendMessages(
  world: World,
  request: Request,
  response: Response,
): void {
  const { channel: where } = request.query;
  const channel =
    typeof where === "string" ? findChannel(world, where) : undefined;
  if (where !== undefined && channel === undefined)
    return notThere(response, "such channel");
  response.json({
    messages: world.state.messages
      .filter(
        (message) => channel === undefined || message.channel === channel.id,
      )
      .map((message) => ({
        ...messageObject(world, message),
        channel: message.channel,
      })),
  });
}

const newFile = z.strictObject({
  user: z.string(),
  name: z.string().min(1),
  content: z.string(),
  encoding: z.enum(["utf8", "base64"]).default("utf8"),
  /** What Slack says of it, where that is not so. */
  size: z.int().min(0).exactOptional(),
});

/** Sends an event once more, as Slack does when it is not sure that it arrived. */
async function repeatEvent(
  world: World,
  body: { event_id: string; num: number; reason: string },
  response: Response,
): Promise<void> {
  const sent = world.records
    .after(0)
    .map((record) => record["payload"])
    .find(
      (payload) => isJson(payload) && payload["event_id"] === body.event_id,
    );
  if (!isJson(sent)) return notThere(response, `event ${body.event_id}`);
  const { num, reason } = body;
  response.json(
    await world.deliver({
      type: "events_api",
      body: sent,
      retry: { num, reason },
    }),
  );
}

function createChannel(
  world: World,
  body: z.output<typeof newChannel>,
  response: Response,
): void {
  if (findChannel(world, body.name) !== undefined) {
    response.status(400).json({ error: `#${body.name} is there already` });
    return;
  }
  const members = body.members.map((who) => findUser(world, who)?.id ?? who);
  const id = newId(world.state, "C");
  const created = Math.floor(world.now() / 1000);
  world.state.channels.push({ ...body, id, members, created });
  world.records.add("membership", { channel: id, how: "created" });
  response.json({ id });
}

/** A mistake of whoever drives the sandbox gets its reason; anything else is a bug and goes on. */
const explain: ErrorRequestHandler = (error, _request, response, next) => {
  if (error instanceof ImpossibleAct)
    response.status(400).json({ error: error.message });
  else next(error);
};

/** What tests and the page do with the pretend Slack: act as a person, read what happened, change how it behaves. */
export function slackControl(world: World, sockets: SocketMode): Router {
  const router = express.Router();
  router.use(express.json({ limit: "16mb" }), actRoutes(world));
  router.get("/records", (request, response) =>
    sendRecords(world, request, response),
  );
  router.get("/messages", (request, response) =>
    sendMessages(world, request, response),
  );
  router.get("/modals", (_request, response) => {
    response.json({ modals: world.state.modals.map(viewObject) });
  });
  router.get("/page", (request, response) => {
    response.json(pageView(world, sockets.count, request.query));
  });
  router.get("/settings", (_request, response) => {
    response.json({ ...world.settings, sockets: sockets.count });
  });
  router.post(
    "/settings",
    withBody(settings, (body, _request, response) => {
      Object.assign(world.settings, body);
      response.json(world.settings);
    }),
  );
  router.post(
    "/channels",
    withBody(newChannel, (body, _request, response) =>
      createChannel(world, body, response),
    ),
  );
  router.post(
    "/files",
    withBody(newFile, ({ user, ...file }, _request, response) => {
      const giver = findUser(world, user)?.id ?? user;
      response.json({ id: giveFile(world, giver, file).id });
    }),
  );
  router.post(
    "/events/repeat",
    withBody(
      z.strictObject({
        event_id: z.string(),
        num: z.number().int().min(1).default(1),
        reason: z.string().default("http_timeout"),
      }),
      (body, _request, response) => repeatEvent(world, body, response),
    ),
  );
  router.post(
    "/sockets/disconnect",
    withBody(
      z.strictObject({ reason: z.enum([...disconnectReasons, "cut"]) }),
      ({ reason }, _request, response) => {
        const { count } = sockets;
        if (reason === "cut") sockets.cut();
        else sockets.disconnect(reason);
        response.json({ sockets: count });
      },
    ),
  );
  router.use(explain);
  return router;
}
