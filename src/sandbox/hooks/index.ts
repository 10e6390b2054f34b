import { createHmac, timingSafeEqual } from "node:crypto";
import express, { type Request, type Response, type Router } from "express";
import { z } from "zod";
import { type Call, logCall } from "../call-log.ts";
import { type Faults, type RefusalForms, withFaults } from "../faults.ts";
import { Journal } from "../journal.ts";

const KEPT = 5_000;

export interface HooksOptions {
  faults: Faults;
  changed: () => void;
  /** ms since 1970 */
  now: () => number;
}

const received = z.object({
  /** Where it came: "team", "v2/enqueue". */
  name: z.string(),
  /** Under what the receiver knows it: the Idempotency-Key, or PagerDuty's dedup_key. */
  id: z.string(),
  at: z.number(),
  headers: z.record(z.string(), z.string()),
  body: z.unknown(),
});
type Received = z.infer<typeof received>;

const snapshot = z.object({
  received: z.array(received),
  secrets: z.array(z.tuple([z.string(), z.string()])),
});

const refusals: RefusalForms = {
  tooMany(response, retryAfterS) {
    response
      .status(429)
      .set("retry-after", String(retryAfterS))
      .send("too many requests");
  },
  error(response, { error, status = 400 }) {
    response
      .status(status)
      .send(typeof error === "string" ? error : "invalid_payload");
  },
};

const pagerDutyEvent = z.object({
  routing_key: z.string().regex(/^[0-9a-zA-Z]{32}$/),
  event_action: z.enum(["trigger", "acknowledge", "resolve"]),
  dedup_key: z.string().min(1).max(255),
  payload: z
    .object({
      summary: z.string().min(1).max(1_024),
      source: z.string().min(1),
      severity: z.enum(["critical", "error", "warning", "info"]),
      timestamp: z.iso.datetime().optional(),
    })
    .optional(),
});

const pagerDutyChange = z.object({
  routing_key: z.string().regex(/^[0-9a-zA-Z]{32}$/),
  payload: z.object({ summary: z.string().min(1).max(1_024) }),
});

const TOLERANCE_S = 300;

/**
 * Pretended receivers of webhooks: anything at /hooks/<name> (signatures are looked at where the secret is told by PUT
 * /control/hooks/<name>/secret), and PagerDuty's Events API at /hooks/v2/enqueue and /hooks/v2/change/enqueue.
 */
export function createHooks({ faults, changed, now }: HooksOptions) {
  let kept: Received[] = [];
  const secrets = new Map<string, string>();
  const calls = new Journal<Call>(KEPT);
  const keep = (request: Request, name: string, id: string): void => {
    const headers = Object.entries(request.headers).flatMap(([key, value]) =>
      typeof value === "string" ? [[key, value]] : [],
    );
    kept.push({
      name,
      id,
      at: now(),
      headers: Object.fromEntries(headers) as Record<string, string>,
      body: request.body as unknown,
    });
    kept = kept.slice(-KEPT);
    changed();
  };
  const raw = new WeakMap<object, Buffer>();
  const json = express.json({
    limit: "5mb",
    verify: (request, _response, bytes) => void raw.set(request, bytes),
  });
  const call = (
    name: string,
    handle: (request: Request, response: Response) => void,
  ) => [
    logCall(calls, name, now),
    withFaults(faults, () => `hooks ${name}`, refusals),
    json,
    handle,
  ];
  const router = express.Router();
  const pagerDuty =
    (name: string, shape: z.ZodType) =>
    (request: Request, response: Response): void => {
      const asked = shape.safeParse(request.body);
      if (!asked.success)
        return void response
          .status(400)
          .json({ status: "invalid event", errors: [asked.error.message] });
      const key = (request.body as { dedup_key?: string }).dedup_key;
      keep(request, name, key ?? request.get("idempotency-key") ?? "");
      response.status(202).json({
        status: "success",
        message: "Event processed",
        ...(key === undefined ? {} : { dedup_key: key }),
      });
    };
  router.post(
    "/v2/enqueue",
    call("POST v2/enqueue", pagerDuty("v2/enqueue", pagerDutyEvent)),
  );
  router.post(
    "/v2/change/enqueue",
    call(
      "POST v2/change/enqueue",
      pagerDuty("v2/change/enqueue", pagerDutyChange),
    ),
  );
  router.post(
    "/:name",
    call("POST", (request, response) => {
      const name = String(request.params["name"]);
      const secret = secrets.get(name);
      const problem =
        secret === undefined
          ? undefined
          : problemWith(request, raw.get(request), secret, now());
      if (problem !== undefined) return void response.status(401).send(problem);
      keep(request, name, request.get("idempotency-key") ?? "");
      response.status(200).send("ok");
    }),
  );
  const control: Router = express.Router();
  control.get("/received", (_request, response) => {
    response.json({ received: kept });
  });
  control.put("/:name/secret", express.json(), (request, response) => {
    const { secret } = z.object({ secret: z.string() }).parse(request.body);
    secrets.set(request.params.name, secret);
    response.json({});
  });
  return {
    router,
    control,
    snapshot: () => ({ received: kept, secrets: [...secrets] }),
    /** Throws, and changes nothing, when this is not a snapshot. */
    load(state: unknown): void {
      const loaded = snapshot.parse(state);
      kept = loaded.received;
      secrets.clear();
      for (const [name, secret] of loaded.secrets) secrets.set(name, secret);
    },
  };
}

function problemWith(
  request: Request,
  body: Buffer | undefined,
  secret: string,
  now: number,
): string | undefined {
  const timestamp = request.get("allswell-timestamp") ?? "";
  if (Math.abs(now / 1_000 - Number(timestamp)) > TOLERANCE_S) return "too old";
  const right = createHmac("sha256", secret)
    .update(`${timestamp}.`)
    .update(body ?? "")
    .digest("hex");
  const given = request.get("allswell-signature") ?? "";
  const isGood =
    given.length === right.length + 3 &&
    timingSafeEqual(Buffer.from(given), Buffer.from(`v1=${right}`));
  return isGood ? undefined : "wrong signature";
}
