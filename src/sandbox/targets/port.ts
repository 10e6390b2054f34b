import { createSocket, type Socket as UdpSocket } from "node:dgram";
import { once } from "node:events";

/**
 * Ports are taken from here and not from the system's own choice (port 0, 32768 and up on Linux), because that gives a port to
 * the next process that asks as soon as a target refuses connections.
 */
const LOWEST = 20_000;
const COUNT = 10_000;
const TRIES = 200;

/** A TCP port that no other sandbox takes, also while nobody listens at it: its UDP twin is held as the sign of that. */
export interface ReservedPort {
  port: number;
  release(): Promise<void>;
}

/** Reserves the wanted port, or another one where it is taken; undefined when all are. */
export async function reservePort(
  wanted: number | undefined,
  isFree: (port: number) => Promise<boolean>,
): Promise<ReservedPort | undefined> {
  const start = Math.floor(Math.random() * COUNT);
  const others = Array.from(
    { length: TRIES },
    (_, index) => LOWEST + ((start + index) % COUNT),
  );
  for (const port of wanted === undefined ? others : [wanted, ...others]) {
    const sign = await hold(port);
    if (sign === undefined) continue;
    if (await isFree(port)) return { port, release: () => release(sign) };
    await release(sign);
  }
  return undefined;
}

async function hold(port: number): Promise<UdpSocket | undefined> {
  const sign = createSocket("udp4");
  sign.bind({ port, address: "127.0.0.1", exclusive: true });
  try {
    await once(sign, "listening");
    return sign;
  } catch {
    sign.close();
    return undefined;
  }
}

async function release(sign: UdpSocket): Promise<void> {
  const closed = once(sign, "close");
  sign.close();
  await closed;
}
