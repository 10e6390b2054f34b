import express, {
  type ErrorRequestHandler,
  type Request,
  type RequestHandler,
  type Response,
  type Router,
} from "express";
import { logCall, type Call } from "../call-log.ts";
import { withFaults, type Faults, type RefusalForms } from "../faults.ts";
import type { Journal } from "../journal.ts";
import { judgeForm } from "./create-rules.ts";
import type { Delivery } from "./delivery.ts";
import {
  authenticate,
  badParameter,
  createError,
  isCreateErrorCode,
  notComplete,
  notFound,
  sendError,
  tooMany,
  type TwilioError,
} from "./errors.ts";
import { listMessages } from "./list.ts";
import { isFinal } from "./state.ts";
import { messageView } from "./view.ts";
import type { Credentials, TwilioWorld } from "./world.ts";

export interface ApiParts {
  world: TwilioWorld;
  delivery: Delivery;
  faults: Faults;
  calls: Journal<Call>;
}

const LIST = "/2010-04-01/Accounts/:account/Messages.json";
const ONE = "/2010-04-01/Accounts/:account/Messages/:sid.json";

const form = express.text({ type: "application/x-www-form-urlencoded" });

/** The part of https://www.twilio.com/docs/messaging/api/message-resource that an app which writes SMS needs. */
export function twilioApi(parts: ApiParts): Router {
  const router = express.Router();
  const call = (
    name: string,
    handle: (parts: ApiParts, request: Request, response: Response) => void,
  ): RequestHandler[] => [
    logCall(parts.calls, name, parts.world.now),
    withFaults(parts.faults, () => `twilio ${name}`, refusals),
    form,
    (request, response) =>
      isAuthentic(parts.world.credentials, request)
        ? handle(parts, request, response)
        : sendError(response, authenticate),
  ];
  router.post(LIST, call("CreateMessage", create));
  router.get(LIST, call("ListMessage", list));
  router.get(ONE, call("FetchMessage", fetchOne));
  router.delete(ONE, call("DeleteMessage", remove));
  router.use((request, response) =>
    sendError(response, notFound(request.path)),
  );
  router.use(notReadable);
  return router;
}

/** A body that is too large, or in an unknown character set. */
const notReadable: ErrorRequestHandler = (error, _request, response, next) => {
  if (response.headersSent) return next(error);
  sendError(response, badParameter(String(error)));
};

const refusals: RefusalForms = {
  // How long to wait is not said: Twilio documents no Retry-After.
  tooMany: (response) => sendError(response, tooMany),
  error: (response, { error, status }) => {
    const asked = errorOfFault(error);
    sendError(response, { ...asked, status: status ?? asked.status });
  },
};

/** A fault may name a code of create, or give an error of its own. */
function errorOfFault(error: unknown): TwilioError {
  if (isCreateErrorCode(error)) return createError(error);
  const own = typeof error === "object" ? error : {};
  return { status: 400, code: 20500, message: "Internal Server Error", ...own };
}

/** The account's own sid and token, for itself only. */
function isAuthentic(credentials: Credentials, request: Request): boolean {
  const { accountSid, authToken } = credentials;
  const expected = Buffer.from(`${accountSid}:${authToken}`).toString("base64");
  const [scheme = "", given] = (request.headers.authorization ?? "").split(" ");
  return (
    scheme.toLowerCase() === "basic" &&
    given === expected &&
    request.params["account"] === accountSid
  );
}

function create(
  { world, delivery }: ApiParts,
  request: Request,
  response: Response,
): void {
  const text = typeof request.body === "string" ? request.body : "";
  const judged = judgeForm(world, new URLSearchParams(text));
  if (!judged.ok) return sendError(response, judged.error);
  const message = world.accept(judged.draft);
  delivery.start(message);
  response.status(201).json(messageView(world, message));
}

function list({ world }: ApiParts, request: Request, response: Response): void {
  const listed = listMessages(world, request.query);
  if (!listed.ok) return sendError(response, listed.error);
  response.json(listed.page);
}

function fetchOne(
  { world }: ApiParts,
  request: Request,
  response: Response,
): void {
  const message = world.message(String(request.params["sid"]));
  if (message === undefined) return sendError(response, notFound(request.path));
  response.json(messageView(world, message));
}

function remove(
  { world }: ApiParts,
  request: Request,
  response: Response,
): void {
  const message = world.message(String(request.params["sid"]));
  if (message === undefined) return sendError(response, notFound(request.path));
  if (!isFinal(message.status)) return sendError(response, notComplete);
  world.remove(message);
  response.status(204).send();
}
