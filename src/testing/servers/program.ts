// Real servers as child processes on spare ports, for the tests that `npm run test:servers` runs.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { connect, createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { TestContext } from "node:test";

const START_MS = 20_000;
const STOP_MS = 10_000;
const LOOK_AGAIN_MS = 50;

/** Where tests clean up: a test of its own, or what lasts as long as a file's tests. */
export type Lasting = Pick<TestContext, "after">;

/** Why a program's tests are left out; false where it is there. */
export function unlessInstalled(
  program: string,
  debianPackage: string,
): string | false {
  return existsSync(program)
    ? false
    : `left out: ${program} is not installed (Debian package ${debianPackage})`;
}

/** As many free ports of this machine as are named. */
export async function sparePorts<Name extends string>(
  names: readonly Name[],
): Promise<Record<Name, number>> {
  const held = await Promise.all(
    names.map(async (name) => {
      const server = createServer().listen(0, "127.0.0.1");
      await once(server, "listening");
      return { name, server, port: (server.address() as AddressInfo).port };
    }),
  );
  for (const { server } of held) server.close();
  return Object.fromEntries(
    held.map(({ name, port }) => [name, port]),
  ) as Record<Name, number>;
}

/** How the programs of some tests are stopped. */
const stops = new WeakMap<Lasting, (() => Promise<void>)[]>();

/** A folder that goes when the tests end, after the programs that write there. */
export async function scratchFolder(
  lasting: Lasting,
  name: string,
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), `allswell-${name}-`));
  lasting.after(async () => {
    // Hooks run in the order in which they came, and the folder came before its program.
    await Promise.all((stops.get(lasting) ?? []).map((stop) => stop()));
    // What a server left to its children may be written a moment later.
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });
  return folder;
}

interface Program {
  program: string;
  args: string[];
  env?: Record<string, string>;
  /** It is ready when all of these are open. */
  ports: number[];
  /** How it is asked to end at once, where SIGTERM lets it wait for its clients. */
  stopSignal?: NodeJS.Signals;
}

/** Starts a server in the foreground; it is stopped, and waited for, when the tests end. */
export async function startProgram(
  lasting: Lasting,
  { program, args, env, ports, stopSignal = "SIGTERM" }: Program,
): Promise<void> {
  const child = spawn(program, args, {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...env },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (bytes: Buffer) => {
      output += bytes.toString();
    });
  const ended = once(child, "close");
  const stop = async (): Promise<void> => {
    child.kill(stopSignal);
    const impatience = setTimeout(() => child.kill("SIGKILL"), STOP_MS);
    await ended;
    clearTimeout(impatience);
    assert.notEqual(
      child.signalCode,
      "SIGKILL",
      `${program} does not end: ${output}`,
    );
  };
  stops.set(lasting, [...(stops.get(lasting) ?? []), stop]);
  lasting.after(stop);
  const patience = Date.now() + START_MS;
  for (const port of ports)
    while (!(await isOpen(port))) {
      assert.equal(child.exitCode, null, `${program} ended: ${output}`);
      assert.ok(Date.now() < patience, `${program} does not start: ${output}`);
      await sleep(LOOK_AGAIN_MS);
    }
}

async function isOpen(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  const { promise, resolve } = Promise.withResolvers<boolean>();
  socket
    .once("connect", () => resolve(true))
    .once("error", () => resolve(false));
  const answer = await promise;
  socket.destroy();
  return answer;
}
