import express, { type Request, type Response, type Router } from "express";
import { parseMultipart } from "../x/multipart.ts";
import { newId, type SlackFile } from "./state.ts";
import type { World } from "./world.ts";

const MAX_UPLOAD = "20mb";

const mimeTypes: Record<string, string> = {
  png: "image/png",
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  gif: "image/gif",
  svg: "image/svg+xml",
  txt: "text/plain",
  csv: "text/csv",
};

export function findFile({ state }: World, id: unknown): SlackFile | undefined {
  return state.files.find((file) => file.id === id);
}

/** The ticket of a file whose bytes are still to come. */
export function expectFile(
  world: World,
  name: string,
  size: number,
  altText: string | undefined,
): SlackFile {
  const extension = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? "";
  const file: SlackFile = {
    id: newId(world.state, "F"),
    name,
    title: name,
    size,
    mimetype: mimeTypes[extension] ?? "application/octet-stream",
    isComplete: false,
    channels: [],
    content: "",
    ...(altText === undefined ? {} : { altText }),
  };
  world.state.files.push(file);
  return file;
}

/** Takes the bytes as Slack does: raw, or the one part of a form. */
function receive(world: World, request: Request, response: Response): void {
  const file = findFile(world, request.params["id"]);
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  const parts = parseMultipart(request.get("content-type"), body);
  const bytes = [...(parts?.values() ?? [body])][0];
  if (file === undefined || file.uploadedAt !== undefined) {
    response.status(404).send("no such upload");
    return;
  }
  if (bytes?.length !== file.size) {
    response.status(400).send(`expected ${file.size} bytes`);
    return;
  }
  file.content = bytes.toString("base64");
  file.uploadedAt = world.now();
  const { id, name, size, mimetype } = file;
  world.records.add("file", { how: "uploaded", id, name, size, mimetype });
  response.send(`OK - ${size}`);
}

/** Where files are sent to and seen. */
export function fileRoutes(world: World): Router {
  const router = express.Router();
  router.post(
    "/upload/:id",
    express.raw({ type: () => true, limit: MAX_UPLOAD }),
    (request, response) => receive(world, request, response),
  );
  router.get("/files/:id", (request, response) => {
    const file = findFile(world, request.params.id);
    if (file?.uploadedAt === undefined) {
      response.status(404).send("no such file");
      return;
    }
    // Never as a page of ours, whatever the file says it is.
    response.set("content-security-policy", "sandbox; default-src 'none'");
    response.type(file.mimetype).send(Buffer.from(file.content, "base64"));
  });
  return router;
}
