import { createHash } from "node:crypto";
import { type Request, type Response, Router } from "express";
import { z } from "zod";
import type { Context, Refusal } from "../actions/context.ts";
import type { PanelLine } from "../actions/panels/panels.ts";
import {
  panelOfToken,
  pushImage,
  pushValues,
  readPanelImage,
} from "../actions/panels/push-panel.ts";
import {
  cleanJpeg,
  cleanPng,
  foreignKind,
  imageKind,
} from "../base/image-bytes.ts";
import type { Log } from "../base/log.ts";
import { storable } from "../base/text.ts";
import {
  LARGEST_PUSH,
  LARGEST_SIDE,
  readLine,
  readTold,
  type Told,
} from "../domain/panels.ts";
import { notFound, notNow, type Problem, sendProblem } from "./api/problem.ts";
import { problemOfIssues } from "./api/problem-of-issues.ts";
import { Door } from "./door.ts";
import { ShownImages } from "./shown-images.ts";
import { readBody } from "./read-body.ts";

/** A script that pushes once a second is at fault, not in need. */
const MOST_A_MINUTE = 60;
/** More numbers at once than a panel shows. */
const MOST_LINES = 50;
/** So many SVGs are drawn at a time; each is a process. */
const MOST_DRAWN = 2;

export interface PanelParts {
  context: () => Context;
  log: Log;
  /** A stranger's SVG as a PNG; undefined where it cannot be drawn. */
  rasterSvg: (svg: Buffer) => Promise<Buffer | undefined>;
}

type Pushed =
  | { ok: true; kind: "image"; image: Parameters<typeof pushImage>[2] }
  | { ok: true; kind: "values"; values: Told[] }
  | { ok: false; problem: Problem };

/** Where scripts push what panels show, and where browsers fetch the pictures. */
export function panelsRouter(parts: PanelParts): Router {
  const router = Router({ caseSensitive: true });
  const door: PanelDoor = new Door(async (text) => {
    const found = await panelOfToken(parts.context(), text);
    return found.ok ? { ...found, id: found.panel.id } : found;
  }, MOST_A_MINUTE);
  const reader = new Reader(parts);
  const shown = new ShownImages();
  router.post("/panels/:slug", (request, response) =>
    guarded(parts, response, () =>
      push(parts, door, reader, request, response),
    ),
  );
  router.get("/panels/:slug/image", (request, response) =>
    guarded(parts, response, () => sendImage(parts, shown, request, response)),
  );
  return router;
}

type PanelDoor = Door<{ id: number; panel: PanelLine }>;

async function guarded(
  { log }: PanelParts,
  response: Response,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    log.error({ err: error }, "a panel could not be served");
    sendProblem(response, notNow);
  }
}

async function push(
  { context }: PanelParts,
  door: PanelDoor,
  reader: Reader,
  request: Request<{ slug: string }>,
  response: Response,
): Promise<void> {
  const entry = await door.enter(request, context().now, NO_TOKEN);
  if (!entry.ok) {
    if (entry.retryAfterS !== undefined)
      response.set("Retry-After", String(entry.retryAfterS));
    return sendProblem(response, entry.problem);
  }
  const { panel } = entry;
  if (panel.slug !== request.params.slug)
    return sendProblem(response, otherPanel(panel.slug));
  const pushed = await reader.read(request);
  if (!pushed.ok) return sendProblem(response, pushed.problem);
  const done = await keep(context(), panel.id, pushed);
  if (!done.ok) return sendProblem(response, cannot(done.text));
  response.type("text").send(`${panel.name} is renewed.\n`);
}

function keep(
  context: Context,
  panelId: number,
  pushed: Pushed & { ok: true },
): Promise<{ ok: true } | Refusal> {
  return pushed.kind === "image"
    ? pushImage(context, panelId, pushed.image)
    : pushValues(context, panelId, pushed.values);
}

async function sendImage(
  { context }: PanelParts,
  shown: ShownImages,
  request: Request<{ slug: string }>,
  response: Response,
): Promise<void> {
  const slug = storable(request.params.slug);
  const image = await shown.latest(slug, () => readPanelImage(context(), slug));
  if (image === null)
    return sendProblem(response, notFound("There is no such picture."));
  const { type, digest, content } = image;
  // The page asks with the digest, which is another one for another picture.
  const isExact = request.query["v"] === digest;
  response.set({
    "Content-Type": type,
    "Content-Security-Policy": "default-src 'none'",
    "Cache-Control": isExact
      ? "public, max-age=31536000, immutable"
      : "no-cache",
    ETag: `"${digest}"`,
  });
  if (request.fresh) response.status(304).end();
  else response.send(content);
}

/** Reads what was pushed by what it is, whatever it is said to be. */
class Reader {
  readonly #parts: PanelParts;
  #drawn = 0;

  constructor(parts: PanelParts) {
    this.#parts = parts;
  }

  async read(request: Request<{ slug: string }>): Promise<Pushed> {
    const body = await readBody(request, LARGEST_PUSH);
    if (!body.ok) return body.why === "too-long" ? tooLong : bad(CUT_OFF);
    const { bytes } = body;
    if (bytes.length === 0) return bad(NOTHING);
    switch (imageKind(bytes)) {
      case "png":
        return imageOf("image/png", cleanPng(bytes));
      case "jpeg":
        return imageOf("image/jpeg", cleanJpeg(bytes));
      case "svg":
        return this.#drawnSvg(bytes);
      case undefined: {
        const foreign = foreignKind(bytes);
        return foreign === undefined
          ? valuesIn(bytes)
          : bad(`This is ${foreign}: push a PNG, JPEG or SVG.`);
      }
    }
  }

  async #drawnSvg(svg: Buffer): Promise<Pushed> {
    if (this.#drawn >= MOST_DRAWN)
      return {
        ok: false,
        problem: { ...notNow, detail: "Other pictures are drawn just now." },
      };
    this.#drawn += 1;
    try {
      const png = await this.#parts.rasterSvg(svg);
      return png === undefined
        ? bad("This SVG cannot be drawn, or only with too much work.")
        : imageOf("image/png", cleanPng(png));
    } finally {
      this.#drawn -= 1;
    }
  }
}

function imageOf(
  type: "image/png" | "image/jpeg",
  clean: ReturnType<typeof cleanPng>,
): Pushed {
  if (clean === undefined)
    return bad("This picture is broken, or was cut off.");
  const { width, height, bytes } = clean;
  if (Math.max(width, height) > LARGEST_SIDE)
    return bad(`A picture may have ${LARGEST_SIDE} dots on each side.`);
  const digest = createHash("sha256").update(bytes).digest("base64url");
  return {
    ok: true,
    kind: "image",
    image: { type, width, height, digest: digest.slice(0, 22), content: bytes },
  };
}

const valuesShape = z.strictObject({
  values: z
    .array(
      z.strictObject({
        name: z.string("must be text"),
        value: z.number("must be a number"),
        unit: z.string("must be text").default(""),
      }),
    )
    .min(1, "must hold a number")
    .max(MOST_LINES, `may hold ${MOST_LINES} numbers at once`),
});

/** JSON, or lines of "name=12 unit". */
function valuesIn(bytes: Buffer): Pushed {
  const text = bytes.toString("utf8").trim();
  return text.startsWith("{") ? valuesOfJson(text) : valuesOfLines(text);
}

function valuesOfJson(text: string): Pushed {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return bad("This begins as JSON does, and is none.");
  }
  const parsed = valuesShape.safeParse(json);
  if (!parsed.success)
    return { ok: false, problem: problemOfIssues(parsed.error.issues) };
  return allOf(parsed.data.values.map(readTold));
}

function valuesOfLines(text: string): Pushed {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== "");
  if (lines.length > MOST_LINES)
    return bad(`${MOST_LINES} numbers may be told at once.`);
  return lines.length === 0 ? bad(NOTHING) : allOf(lines.map(readLine));
}

function allOf(read: readonly ReturnType<typeof readTold>[]): Pushed {
  const wrong = read.find((one) => !one.ok);
  if (wrong?.ok === false) return bad(wrong.text);
  return {
    ok: true,
    kind: "values",
    values: read.flatMap((one) => (one.ok ? [one.told] : [])),
  };
}

function bad(detail: string): Pushed & { ok: false } {
  return { ok: false, problem: { status: 400, title: "Bad request", detail } };
}

const NO_TOKEN =
  "A panel is filled with its own token, as in Authorization: Bearer …: /allswell panel token in Slack makes a new one.";
const CUT_OFF = "The body ended before it was complete.";
const NOTHING =
  'Nothing was pushed. Push a PNG, JPEG or SVG, or lines as in "tickets open=12".';

const tooLong: Pushed = {
  ok: false,
  problem: {
    status: 413,
    title: "Too long",
    detail: `More than ${LARGEST_PUSH / 1_000_000} MB is no panel.`,
  },
};

const otherPanel = (slug: string): Problem => ({
  status: 403,
  title: "Not allowed",
  detail: `This token fills the panel "${slug}" and no other.`,
});

const cannot = (detail: string): Problem => ({
  status: 422,
  title: "Cannot be done",
  detail,
});
