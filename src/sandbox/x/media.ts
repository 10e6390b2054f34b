import express, { type Request, type Response, type Router } from "express";
import { z } from "zod";
import type { Caller } from "./authenticate.ts";
import { userCall, type CallRules, type Parts } from "./calls.ts";
import { parseMultipart } from "./multipart.ts";
import { invalidRequest, sendProblem } from "./problems.ts";
import { MEDIA_LIFE_S } from "./rules.ts";
import type { Media } from "./state.ts";
import type { XWorld } from "./world.ts";

const MAX_IMAGE_BYTES = 5 * 1024 * 1024;
/** A request holds the picture and the few lines around it. */
const MAX_REQUEST_BYTES = MAX_IMAGE_BYTES + 64 * 1024;
/** https://docs.x.com/x-api/fundamentals/rate-limits: each step, in 15 minutes. */
const STEPS_PER_15_MIN = 1875;

/** How what may be uploaded begins, in hex: a picture that only claims to be one is refused when it is complete. */
const imageTypes = {
  "image/png": /^89504e470d0a1a0a/,
  "image/jpeg": /^ffd8ff/,
  "image/webp": /^52494646.{8}57454250/,
} as const;
type ImageType = keyof typeof imageTypes;
const imageTypeNames = Object.keys(imageTypes) as [ImageType, ...ImageType[]];

const initializeSchema = z.strictObject({
  media_type: z.enum(imageTypeNames),
  total_bytes: z.number().int().min(1).max(MAX_IMAGE_BYTES),
  media_category: z.exactOptional(z.enum(["tweet_image", "dm_image"])),
  additional_owners: z.exactOptional(z.array(z.string())),
});

const metadataSchema = z.strictObject({
  id: z.string(),
  metadata: z.strictObject({
    alt_text: z.strictObject({ text: z.string().min(1).max(1000) }),
  }),
});

const json = express.json({ type: "application/json" });
const raw = express.raw({ type: () => true, limit: MAX_REQUEST_BYTES });

type Step = (
  world: XWorld,
  caller: Caller,
  request: Request,
  response: Response,
) => void;

export function addMediaRoutes(router: Router, parts: Parts): void {
  const step = (path: string, body: typeof json, handle: Step): void => {
    const rules: CallRules = {
      name: `POST ${path}`,
      limit: STEPS_PER_15_MIN,
      writes: true,
    };
    router.post(
      path,
      userCall(parts, rules, body, (caller, request, response) =>
        handle(parts.world, caller, request, response),
      ),
    );
  };
  step("/2/media/upload/initialize", json, initialize);
  step("/2/media/upload/:id/append", raw, append);
  step("/2/media/upload/:id/finalize", json, finalize);
  step("/2/media/upload", raw, uploadAtOnce);
  step("/2/media/metadata", json, describe);
}

const initialize: Step = (world, { account }, request, response) => {
  const asked = initializeSchema.safeParse(request.body);
  if (!asked.success) return refuse(response, z.prettifyError(asked.error));
  const { media_type, total_bytes } = asked.data;
  const media = startMedia(world, account.id, media_type, total_bytes);
  tell(response, media);
};

const append: Step = (world, { account }, request, response) => {
  const media = uploadOf(world, account.id, request);
  if (media === undefined) return refuse(response, "no such upload");
  const form = parseMultipart(request.headers["content-type"], bytes(request));
  const index = form?.get("segment_index")?.toString() ?? "";
  const piece = form?.get("media");
  if (piece === undefined || !/^\d{1,3}$/.test(index))
    return refuse(response, "media and segment_index (0-999) are required");
  media.segments[Number(index)] = piece.toString("base64");
  const expires_at = Math.floor(media.at / 1000) + MEDIA_LIFE_S;
  response.json({ data: { expires_at } });
};

const finalize: Step = (world, { account }, request, response) => {
  const media = uploadOf(world, account.id, request);
  if (media === undefined) return refuse(response, "no such upload");
  const problem = problemWithImage(media);
  if (problem !== undefined) return refuse(response, problem);
  finish(world, media, response);
};

const uploadAtOnce: Step = (world, { account }, request, response) => {
  const form = parseMultipart(request.headers["content-type"], bytes(request));
  const image = form?.get("media");
  const category = form?.get("media_category")?.toString();
  if (image === undefined || category !== "tweet_image")
    return refuse(response, "media and media_category are required");
  const type = imageTypeNames.find((name) => hasTypeOf(name, image));
  if (type === undefined || image.length > MAX_IMAGE_BYTES)
    return refuse(response, "not a picture of an allowed kind and size");
  const media = startMedia(world, account.id, type, image.length);
  media.segments[0] = image.toString("base64");
  finish(world, media, response);
};

const describe: Step = (world, { account }, request, response) => {
  const asked = metadataSchema.safeParse(request.body);
  if (!asked.success) return refuse(response, z.prettifyError(asked.error));
  const { id, metadata } = asked.data;
  const media = world.mediaById(id);
  if (media?.accountId !== account.id || !media.finished)
    return refuse(response, "no such media");
  media.altText = metadata.alt_text.text;
  world.spend("alt text");
  world.changed();
  response.json({ data: { id, associated_metadata: metadata } });
};

function startMedia(
  world: XWorld,
  accountId: string,
  type: ImageType,
  totalBytes: number,
): Media {
  const media: Media = {
    id: world.newId(),
    accountId,
    type,
    totalBytes,
    segments: {},
    finished: false,
    at: world.now(),
  };
  world.media.push(media);
  return media;
}

function uploadOf(
  world: XWorld,
  accountId: string,
  request: Request,
): Media | undefined {
  const media = world.mediaById(String(request.params["id"]));
  return media?.accountId === accountId && !media.finished ? media : undefined;
}

function problemWithImage(media: Media): string | undefined {
  const image = imageOf(media);
  if (image.length !== media.totalBytes)
    return `${image.length} bytes arrived, total_bytes was ${media.totalBytes}`;
  const type = imageTypeNames.find((name) => name === media.type);
  if (type === undefined || !hasTypeOf(type, image))
    return `this is not ${media.type}`;
  return undefined;
}

function hasTypeOf(type: ImageType, image: Buffer): boolean {
  return imageTypes[type].test(image.subarray(0, 16).toString("hex"));
}

/** The whole picture, its pieces in order. */
export function imageOf(media: Media): Buffer {
  const indices = Object.keys(media.segments)
    .map(Number)
    .sort((a, b) => a - b);
  return Buffer.concat(
    indices.map((index) => Buffer.from(media.segments[index] ?? "", "base64")),
  );
}

function finish(world: XWorld, media: Media, response: Response): void {
  media.finished = true;
  world.changed();
  tell(response, media);
}

function tell(response: Response, media: Media): void {
  response.json({
    data: {
      id: media.id,
      media_key: `3_${media.id}`,
      expires_after_secs: MEDIA_LIFE_S,
      ...(media.finished && { size: media.totalBytes }),
    },
  });
}

function bytes(request: Request): Buffer {
  return Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
}

function refuse(response: Response, why: string): void {
  sendProblem(response, invalidRequest([why]));
}
