import express, { type RequestHandler, type Router } from "express";
import { z } from "zod";
import type { Call } from "../call-log.ts";
import { notThere, withBody } from "../control-body.ts";
import { goneSignal, serveJournal, waitOf, type Journal } from "../journal.ts";
import type { Delivery } from "./delivery.ts";
import { signings, type Hooks } from "./hooks.ts";
import type { Inbound } from "./inbound.ts";
import {
  numberSchema,
  ownNumberSchema,
  phoneSchema,
  serviceSchema,
  settingsSchema,
  statuses,
} from "./state.ts";
import type { TwilioWorld } from "./world.ts";

const phonePatch = phoneSchema.omit({ number: true }).partial();
const ownNumberPatch = ownNumberSchema.omit({ number: true }).partial();
const servicePatch = serviceSchema.omit({ sid: true }).partial();
const fromPhone = z.strictObject({
  to: numberSchema,
  body: z.string().max(1600),
  /** How the app is told of it. */
  signing: z.enum(signings).default("good"),
  times: z.number().int().min(0).max(10).default(1),
});
const statusByHand = z.strictObject({
  status: z.enum(statuses),
  errorCode: z.number().int().nullable().default(null),
});

export interface ControlParts {
  world: TwilioWorld;
  delivery: Delivery;
  inbound: Inbound;
  hooks: Hooks;
  calls: Journal<Call>;
}

/**
 * What tests and the page may see and switch:
 * GET / · PATCH /settings · PATCH /numbers/:number · PATCH /services/:sid · PATCH /phones/:number (how it behaves) ·
 * GET and POST /phones/:number/messages (what its owner sees and writes) · GET /messages · GET /messages/:sid?status=&wait= ·
 * POST /messages/:sid/status · GET /hooks · GET /calls
 */
export function twilioControl(parts: ControlParts): Router {
  const { world, hooks, calls } = parts;
  const control = express.Router();
  control.use(express.json());
  control.get("/", (_request, response) => {
    const { credentials, settings, numbers, services, phones } = world;
    response.json({ ...credentials, settings, numbers, services, phones });
  });
  control.patch(
    "/settings",
    withBody(settingsSchema.partial(), (body, _request, response) => {
      Object.assign(world.settings, body);
      world.changed();
      response.json(world.settings);
    }),
  );
  addOwnControl(control, world);
  addPhoneControl(control, parts);
  addMessageControl(control, parts);
  control.get("/hooks", serveJournal(hooks.log, "hooks"));
  control.get("/calls", serveJournal(calls, "calls"));
  return control;
}

function addOwnControl(control: Router, world: TwilioWorld): void {
  control.patch(
    "/numbers/:number",
    withBody(ownNumberPatch, (body, request, response) => {
      const own = world.ownNumber(String(request.params["number"]));
      if (own === undefined) return notThere(response, "such number of ours");
      Object.assign(own, body);
      world.changed();
      response.json(own);
    }),
  );
  control.patch(
    "/services/:sid",
    withBody(servicePatch, (body, request, response) => {
      const service = world.service(String(request.params["sid"]));
      if (service === undefined) return notThere(response, "such service");
      Object.assign(service, body);
      world.changed();
      response.json(service);
    }),
  );
}

function addPhoneControl(
  control: Router,
  { world, inbound }: ControlParts,
): void {
  control.patch(
    "/phones/:number",
    withBody(phonePatch, (body, request, response) => {
      const number = numberSchema.safeParse(request.params["number"]);
      if (!number.success) return notThere(response, "such phone");
      const phone = Object.assign(world.phoneToChange(number.data), body);
      world.changed();
      response.json(phone);
    }),
  );
  control.get(
    "/phones/:number/messages",
    serveJournal(world.messages, "messages", ({ from, to }, { params }) =>
      [from, to].includes(String(params["number"])),
    ),
  );
  control.post(
    "/phones/:number/messages",
    withBody(fromPhone, ({ to, body, signing, times }, request, response) => {
      const from = numberSchema.safeParse(request.params["number"]);
      if (!from.success) return notThere(response, "such phone");
      if (world.ownNumber(to) === undefined)
        return notThere(response, "such number of ours");
      const received = { from: from.data, to, body };
      response.status(201).json(inbound.receive(received, signing, times));
    }),
  );
}

function addMessageControl(
  control: Router,
  { world, delivery }: ControlParts,
): void {
  control.get("/messages", serveJournal(world.messages, "messages"));
  control.get("/messages/:sid", showMessage(world));
  control.post(
    "/messages/:sid/status",
    withBody(statusByHand, ({ status, errorCode }, request, response) => {
      const message = world.message(String(request.params["sid"]));
      if (message === undefined) return notThere(response, "such message");
      delivery.setStatus(message, status, errorCode);
      response.json(message);
    }),
  );
}

/** `?status=sent&wait=ms` answers when it has come that far; otherwise 404. */
function showMessage(world: TwilioWorld): RequestHandler {
  return async (request, response) => {
    const { status } = request.query;
    const look = () => {
      const message = world.message(String(request.params["sid"]));
      const isThere = status === undefined || message?.status === status;
      return isThere ? message : undefined;
    };
    const signal = goneSignal(response);
    const found = await world.messages.until(look, waitOf(request), signal);
    if (found === undefined) return notThere(response, "such message");
    response.json(found);
  };
}
