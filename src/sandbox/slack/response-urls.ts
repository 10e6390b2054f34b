import { randomBytes } from "node:crypto";
import express, { type Request, type Response, type Router } from "express";
import { withFaults, type Faults } from "../faults.ts";
import { isTrue } from "./api/arguments.ts";
import { refusalForms } from "./api/router.ts";
import { readNewContent } from "./content.ts";
import { isJson, parseJson, textOf, type Json } from "./json.ts";
import {
  edit,
  findEphemeral,
  findMessage,
  post,
  remove,
  removeEphemeral,
  replaceEphemeral,
  showEphemeral,
  type Content,
} from "./messages.ts";
import { isRefusal, refuse, type Refusal } from "./refusal.ts";
import { appIds } from "./seed.ts";
import type { ResponseUrl } from "./state.ts";
import type { World } from "./world.ts";

const VALID_MS = 30 * 60_000;
const MAX_USES = 5;

/** Makes the address at which the app can answer one interaction: five times within half an hour. */
export function newResponseUrl(
  world: World,
  kind: "commands" | "actions" | "app",
  place: Pick<ResponseUrl, "user" | "channel" | "source">,
): string {
  const secret = randomBytes(12).toString("hex");
  const now = world.now();
  world.state.responseUrls = world.state.responseUrls.filter(
    ({ expiresAt }) => expiresAt > now - VALID_MS,
  );
  world.state.responseUrls.push({
    ...place,
    secret,
    expiresAt: now + VALID_MS,
    usesLeft: MAX_USES,
  });
  return `${world.baseUrl()}/hooks/${kind}/${appIds.team}/${secret}`;
}

/** What the app says in an acknowledgement or at a response URL: seen by one person, unless it says otherwise. */
export function say(
  world: World,
  place: Pick<ResponseUrl, "user" | "channel" | "source">,
  body: Json,
): Refusal | undefined {
  const source = sourceOf(world, place);
  if (isTrue(body["delete_original"])) {
    source?.remove();
    return undefined;
  }
  const content = readNewContent(world, body);
  if (isRefusal(content)) return content;
  if (source !== undefined && replaces(body, source.isEphemeral))
    source.replace(content);
  else add(world, place, body, content);
  return undefined;
}

/**
 * Whether the answer takes the place of the message it began on. Where the app leaves this open, a message that only one
 * person saw is replaced and any other is kept; an app had better not leave it open.
 */
function replaces(body: Json, isEphemeral: boolean): boolean {
  const wish = body["replace_original"];
  return wish === undefined ? isEphemeral : isTrue(wish);
}

interface Source {
  isEphemeral: boolean;
  replace: (content: Content) => void;
  remove: () => void;
}

function sourceOf(
  world: World,
  { channel, source }: Pick<ResponseUrl, "channel" | "source">,
): Source | undefined {
  if (source === undefined) return undefined;
  const ephemeral = findEphemeral(world, channel, source.ts);
  if (ephemeral !== undefined)
    return {
      isEphemeral: true,
      replace: (content) => replaceEphemeral(world, ephemeral, content),
      remove: () => removeEphemeral(world, ephemeral),
    };
  const message = findMessage(world, channel, source.ts);
  if (message?.byApp !== true) return undefined;
  return {
    isEphemeral: false,
    replace: (content) => edit(world, message, content),
    remove: () => remove(world, message),
  };
}

function add(
  world: World,
  { channel, user, source }: Pick<ResponseUrl, "user" | "channel" | "source">,
  body: Json,
  content: Content,
): void {
  const threadTs = textOf(body["thread_ts"]) ?? source?.threadTs;
  const thread = threadTs === undefined ? {} : { threadTs };
  if (body["response_type"] === "in_channel")
    post(world, {
      ...content,
      ...thread,
      channel,
      user: appIds.botUser,
      byApp: true,
    });
  else showEphemeral(world, { channel, user, ...thread }, content);
}

/** Uses the address once; expired and used up are told apart. */
function useOnce(world: World, secret: string): ResponseUrl | Refusal {
  const url = world.state.responseUrls.find(
    (candidate) => candidate.secret === secret,
  );
  if (url === undefined || world.now() > url.expiresAt)
    return refuse("expired_url");
  if (url.usesLeft <= 0) return refuse("used_url");
  url.usesLeft -= 1;
  return url;
}

function receive(world: World, request: Request, response: Response): void {
  const url = useOnce(world, String(request.params["secret"]));
  if (isRefusal(url)) {
    response.status(404).json(url);
    return;
  }
  const body = parseJson(textOf(request.body) ?? "");
  const refusal = isJson(body) ? say(world, url, body) : refuse("invalid_json");
  if (refusal === undefined) response.send("ok");
  else response.status(400).json(refusal);
}

/** POST `/hooks/…`; its faults are called "slack response_url". */
export function responseUrlRoutes(world: World, faults: Faults): Router {
  const router = express.Router();
  router.post(
    "/hooks/:kind/:team/:secret",
    express.text({ type: () => true, limit: "4mb" }),
    withFaults(faults, () => "slack response_url", refusalForms),
    (request: Request, response: Response) => receive(world, request, response),
  );
  return router;
}
