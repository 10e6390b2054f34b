// The HTTP servers that are probed: pages of a common size at many hosts, which can be broken on purpose.
import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { answer, say } from "./parent.ts";

/** Each host has an address of its own, as real ones have: allswell limits what it asks of one host at once. */
const HOSTS = 50;
const NETWORK = "127.0.1";
const page = `<!doctype html><title>Search</title>${"<p>text</p>".repeat(100)}`;

export interface TargetsHello {
  hosts: { host: string; port: number }[];
}

/** A request that was answered while its page was broken; ms since 1970, with fractions. */
export interface BrokenAnswer {
  page: number;
  askedAt: number;
  answeredAt: number;
}

export type TargetsQuestion =
  { kind: "break"; pages: { from: number; to: number } } | { kind: "answers" };

let isBroken: (number: number) => boolean = () => false;
let brokenAnswers: BrokenAnswer[] = [];

const hosts = await Promise.all(
  Array.from({ length: HOSTS }, (_, index) => serve(`${NETWORK}.${index + 1}`)),
);
answer((question) => carryOut(question as TargetsQuestion));
say({ hosts } satisfies TargetsHello);

function carryOut(question: TargetsQuestion): object {
  switch (question.kind) {
    case "break": {
      const { from, to } = question.pages;
      isBroken = (number) => number >= from && number < to;
      return {};
    }
    case "answers": {
      const answers = brokenAnswers;
      brokenAnswers = [];
      return { answers };
    }
  }
}

async function serve(host: string): Promise<TargetsHello["hosts"][number]> {
  const server = createServer((request, response) =>
    respond(Number(request.url?.slice(1)), response),
  );
  server.listen(0, host);
  await once(server, "listening");
  return { host, port: (server.address() as AddressInfo).port };
}

/** GET /<page> */
function respond(number: number, response: ServerResponse): void {
  if (!isBroken(number)) {
    response.end(page);
    return;
  }
  const askedAt = preciseNow();
  response.statusCode = 503;
  response.end("out of order");
  brokenAnswers.push({ page: number, askedAt, answeredAt: preciseNow() });
}

function preciseNow(): number {
  return performance.timeOrigin + performance.now();
}
