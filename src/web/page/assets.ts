import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Response, Router } from "express";
import type { AssetPaths } from "./layout.ts";

const folder = join(import.meta.dirname, "assets");

const files = {
  style: { name: "page.css", type: "text/css" },
  script: { name: "page.js", type: "text/javascript" },
  inside: { name: "inside.css", type: "text/css" },
  icon: { name: "icon.svg", type: "image/svg+xml" },
  worker: { name: "sw.js", type: "text/javascript" },
} as const;

interface Asset {
  path: string;
  type: string;
  body: Buffer;
}

/** A browser keeps them for ever: another content has another name. */
const FOR_EVER = "public, max-age=31536000, immutable";

/** The files beside the page, and where they are served. */
export function loadAssets(): { paths: AssetPaths; router: Router } {
  const assets = {
    style: load(files.style),
    script: load(files.script),
    inside: load(files.inside),
    icon: load(files.icon),
  };
  const router = Router();
  for (const asset of Object.values(assets))
    router.get(asset.path, (_request, response) => send(response, asset));
  // A worker looks after what lies below its own address, and browsers look for a new one by themselves.
  const { type, body } = load(files.worker);
  router.get("/sw.js", (_request, response) => {
    response
      .set({ "Content-Type": type, "Cache-Control": "no-cache" })
      .send(body);
  });
  return {
    paths: {
      style: assets.style.path,
      script: assets.script.path,
      inside: assets.inside.path,
      icon: assets.icon.path,
    },
    router,
  };
}

function load({ name, type }: { name: string; type: string }): Asset {
  const body = readFileSync(join(folder, name));
  const hash = createHash("sha256").update(body).digest("hex").slice(0, 12);
  return { path: `/assets/${hash}/${name}`, type, body };
}

function send(response: Response, { type, body }: Asset): void {
  response.set({ "Content-Type": type, "Cache-Control": FOR_EVER }).send(body);
}
