import express, { type RequestHandler, type Router } from "express";
import { z } from "zod";
import { withBody } from "./control-body.ts";
import { faultKinds, type Fault, type Faults } from "./faults.ts";

const faultSchema = z.strictObject({
  on: z.string().regex(/^\w+ \S.*$/, "like 'slack chat.postMessage' or 'x *'"),
  kind: z.enum(faultKinds),
  times: z.number().int().min(1).default(1),
  retryAfterS: z.number().int().min(0).exactOptional(),
  error: z.unknown().optional(),
  status: z.number().int().min(200).max(599).exactOptional(),
}) satisfies z.ZodType<Fault>;

/** A page of somebody else must not drive the sandbox through the browser of whoever looks at both. */
const sameSiteOnly: RequestHandler = (request, response, next) => {
  const site = request.get("sec-fetch-site");
  const isOurs =
    site === undefined || site === "same-origin" || site === "none";
  if (isOurs || request.method === "GET") return next();
  response.status(403).json({ error: "not from another site" });
};

/**
 * What tests and the page do: GET, POST and DELETE `/faults`, and each part's own routes under its name.
 */
export function controlRouter(
  faults: Faults,
  changed: () => void,
  parts: Record<string, Router>,
): Router {
  const router = express.Router();
  router.use(sameSiteOnly, express.json());
  router.get("/faults", (_request, response) => {
    response.json({ faults: faults.list() });
  });
  router.post(
    "/faults",
    withBody(faultSchema, (fault, _request, response) => {
      faults.add(fault);
      changed();
      response.status(201).json({ faults: faults.list() });
    }),
  );
  router.delete("/faults", (_request, response) => {
    faults.clear();
    changed();
    response.json({ faults: [] });
  });
  for (const [name, part] of Object.entries(parts))
    router.use(`/${name}`, part);
  return router;
}
