#!/usr/bin/env node
// The command line: runs src/allswell.ts on the Node that npm installed beside it, whatever Node started this file.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { resolve } from "node:path";

const root = resolve(
  import.meta.dirname ?? new URL(".", import.meta.url).pathname,
  "..",
);
const installed = resolve(root, "node_modules/node/bin/node");
const node = existsSync(installed) ? installed : process.execPath;
// What was compiled is kept for the next time, which halves its start.
const cache = resolve(root, "node_modules/.cache/allswell");
const run = spawnSync(
  node,
  [resolve(root, "src/allswell.ts"), ...process.argv.slice(2)],
  { stdio: "inherit", env: { NODE_COMPILE_CACHE: cache, ...process.env } },
);
if (run.error) throw run.error;
process.exitCode = run.status ?? 1;
