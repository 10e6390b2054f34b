import express, { type Request, type Response, type Router } from "express";
import { parseMultipart } from "../x/multipart.ts";
import type { Json } from "./json.ts";
import { appIds } from "./seed.ts";
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
  yml: "text/yaml",
  yaml: "text/yaml",
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
  const file = {
    ...newFile(world, name, size),
    ...(altText === undefined ? {} : { altText }),
  };
  world.state.files.push(file);
  return file;
}

function newFile(world: World, name: string, size: number): SlackFile {
  const extension = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? "";
  return {
    id: newId(world.state, "F"),
    name,
    title: name,
    size,
    mimetype: mimeTypes[extension] ?? "application/octet-stream",
    isComplete: false,
    channels: [],
    content: "",
  };
}

/** Somebody chose a file for a form: Slack has it before the form is submitted. */
export function giveFile(
  world: World,
  user: string,
  {
    name,
    content,
    encoding,
    size,
  }: {
    name: string;
    content: string;
    encoding: "utf8" | "base64";
    size?: number;
  },
): SlackFile {
  const bytes = Buffer.from(content, encoding);
  const file: SlackFile = {
    ...newFile(world, name, size ?? bytes.length),
    user,
    isComplete: true,
    uploadedAt: world.now(),
    content: bytes.toString("base64"),
  };
  world.state.files.push(file);
  return file;
}

/** A file as the Web API and the payloads give it. */
export function fileObject(world: World, file: SlackFile): Json {
  const url = `${world.baseUrl()}/files-pri/${file.id}`;
  const name = encodeURIComponent(file.name);
  return {
    id: file.id,
    name: file.name,
    title: file.title,
    mimetype: file.mimetype,
    filetype: file.mimetype.split("/")[1],
    size: file.size,
    user: file.user ?? appIds.botUser,
    mode: "hosted",
    is_external: false,
    alt_txt: file.altText,
    channels: file.channels,
    created: Math.floor((file.uploadedAt ?? 0) / 1000),
    url_private: `${url}/${name}`,
    url_private_download: `${url}/download/${name}`,
  };
}

/** Whoever brings no token that may read files is sent to the sign-in, whose page is no error to a careless client. */
function hand(world: World, request: Request, response: Response): void {
  const { botToken, scopes } = world.settings;
  const mayRead =
    request.get("authorization") === `Bearer ${botToken}` &&
    scopes.includes("files:read");
  const file = findFile(world, request.params["id"]);
  world.records.add("file", {
    how: "asked",
    id: file?.id ?? null,
    mayRead,
  });
  if (!mayRead) response.redirect(`${world.baseUrl()}/files-pri-signin`);
  else if (file?.uploadedAt === undefined)
    response.status(404).send("no such file");
  else response.type(file.mimetype).send(Buffer.from(file.content, "base64"));
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
  for (const path of ["/files-pri/:id/:name", "/files-pri/:id/download/:name"])
    router.get(path, (request, response) => hand(world, request, response));
  router.get("/files-pri-signin", (_request, response) => {
    response.type("html").send("<!doctype html><title>Sign in</title>");
  });
  // What people see, who are signed in.
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
