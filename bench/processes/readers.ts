// Readers of pages, in a process of their own: each asks, waits for the whole answer, and asks again.
import { Agent, request } from "undici";
import { answer, say } from "./parent.ts";

export interface ReadingOrder {
  origin: string;
  /** Asked in turn. */
  paths: string[];
  readers: number;
  ms: number;
  /** Of all readers together; null for as fast as they can. */
  perSecond: number | null;
}

export interface Reading {
  answers: number;
  failures: number;
  seconds: number;
  /** Of each answer, from the question to its last byte. */
  times: number[];
  /** Bytes of the last answer, as they came over the wire. */
  bytes: number;
}

answer((question) => {
  const order = question as ReadingOrder;
  void read(order).then(say);
  return { begun: true };
});
say({ ready: true });

async function read(order: ReadingOrder): Promise<Reading> {
  const agent = new Agent({ connections: order.readers, pipelining: 1 });
  const reading: Reading = {
    answers: 0,
    failures: 0,
    seconds: 0,
    times: [],
    bytes: 0,
  };
  const began = performance.now();
  const end = began + order.ms;
  let asked = 0;
  const reader = async (): Promise<void> => {
    while (performance.now() < end) {
      const turn = asked++;
      if (order.perSecond !== null)
        await waitUntil(began + (turn * 1_000) / order.perSecond);
      const path = order.paths[turn % order.paths.length] ?? "/";
      const at = performance.now();
      const { statusCode, body } = await request(order.origin + path, {
        dispatcher: agent,
        headers: { "accept-encoding": "gzip" },
      });
      const bytes = (await body.arrayBuffer()).byteLength;
      reading.times.push(performance.now() - at);
      reading.bytes = bytes;
      if (statusCode === 200) reading.answers += 1;
      else reading.failures += 1;
    }
  };
  await Promise.all(Array.from({ length: order.readers }, reader));
  reading.seconds = (performance.now() - began) / 1_000;
  await agent.close();
  return reading;
}

async function waitUntil(at: number): Promise<void> {
  const ms = at - performance.now();
  if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms));
}
