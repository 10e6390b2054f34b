// The ping check with BusyBox's ping, which differs from iputils in its options and its words.
import assert from "node:assert/strict";
import { mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { probeWith } from "../testing/probe.ts";
import { unlessInstalled } from "../testing/servers/program.ts";
import { summary } from "../testing/web.ts";
import { ping, pingWith } from "./ping.ts";

const BUSYBOX = "/usr/bin/busybox";

test(
  "BusyBox's ping",
  { skip: unlessInstalled(BUSYBOX, "busybox") },
  async (t) => {
    const folder = await mkdtemp(join(tmpdir(), "allswell-ping-"));
    t.after(() => rm(folder, { recursive: true }));
    await symlink(BUSYBOX, join(folder, "ping"));
    const result = await probeWith(pingWith(folder), {
      host: "127.0.0.1",
      count: 2,
    });
    assert.equal(summary(result), "up");
    assert.equal(result.facts?.["received"], 2);
  },
);

test(
  "iputils' ping",
  { skip: unlessInstalled("/usr/bin/ping", "iputils-ping") },
  async () => {
    const result = await probeWith(ping, { host: "127.0.0.1", count: 2 });
    assert.equal(summary(result), "up");
    assert.equal(result.facts?.["received"], 2);
  },
);
