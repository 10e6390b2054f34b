import express, { type Router } from "express";
import { z } from "zod";
import { withBody } from "../control-body.ts";
import { ask } from "./acting/choosing.ts";
import { close, submit } from "./acting/forms.ts";
import { changeMembership, openHome, useShortcut } from "./acting/others.ts";
import { press } from "./acting/pressing.ts";
import { type } from "./acting/typing.ts";
import type { World } from "./world.ts";

const act = {
  user: z.string(),
  wait: z.number().int().min(0).max(60_000).optional(),
  tampering: z
    .strictObject({
      signature: z.enum(["wrong", "missing"]).exactOptional(),
      skewS: z.number().int().exactOptional(),
      times: z.number().int().min(1).max(10).exactOptional(),
    })
    .optional(),
};
const place = {
  channel: z.string().optional(),
  ts: z.string().optional(),
  view_id: z.string().optional(),
};
const element = { action_id: z.string(), block_id: z.string().optional() };
const simple = z.union([z.string(), z.number()]);
const entered = z.union([simple, z.null(), z.array(simple)]);
const form = z.record(
  z.string(),
  z.union([entered, z.record(z.string(), entered)]),
);

/** One thing that a person does, and its body. */
const acts = {
  type: z.strictObject({
    ...act,
    channel: z.string(),
    text: z.string().min(1),
    thread_ts: z.string().optional(),
  }),
  press: z.strictObject({
    ...act,
    ...place,
    ...element,
    value: entered.optional(),
    confirm: z.boolean().optional(),
    values: form.optional(),
  }),
  submit: z.strictObject({
    ...act,
    view_id: z.string().optional(),
    values: form.optional(),
  }),
  close: z.strictObject({
    ...act,
    view_id: z.string().optional(),
    all: z.boolean().optional(),
  }),
  options: z.strictObject({ ...act, ...place, ...element, value: z.string() }),
  home: z.strictObject(act),
  shortcut: z.strictObject({
    ...act,
    callback_id: z.string(),
    channel: z.string().optional(),
    ts: z.string().optional(),
  }),
  member: z.strictObject({
    channel: z.string(),
    who: z.string(),
    by: z.string().optional(),
    leave: z.boolean().optional(),
  }),
};

/** POST `/act/<what>`: somebody in the workspace does something; the answer is what that person sees next. */
export function actRoutes(world: World): Router {
  const router = express.Router();
  const serve = <Schema extends z.ZodType>(
    name: string,
    schema: Schema,
    perform: (world: World, body: z.output<Schema>) => Promise<object>,
  ): void => {
    router.post(
      `/act/${name}`,
      withBody(schema, async (body, _request, response) => {
        response.json(await perform(world, body));
      }),
    );
  };
  serve("type", acts.type, type);
  serve("press", acts.press, press);
  serve("submit", acts.submit, submit);
  serve("close", acts.close, close);
  serve("options", acts.options, ask);
  serve("home", acts.home, openHome);
  serve("shortcut", acts.shortcut, useShortcut);
  serve("member", acts.member, changeMembership);
  return router;
}
