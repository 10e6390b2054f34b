import { isIPv6 } from "node:net";
import type { Request } from "express";

/**
 * Who asks, to be counted: the address of the connection, or what a proxy named by TRUST_PROXY says that it is; of IPv6
 * the network.
 */
export function whoAsks({ ip = "" }: Pick<Request, "ip">): string {
  const address = bare(ip);
  return isIPv6(address) ? networkOf(address) : address;
}

/** "::ffff:192.0.2.1" is an IPv4 address. */
function bare(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/iu, "");
}

/** The first 64 bits: everybody has as many addresses in one network as they like. */
function networkOf(address: string): string {
  const [head = "", tail = ""] = address.split("::");
  const left = head === "" ? [] : head.split(":");
  const right = tail === "" ? [] : tail.split(":");
  const zeros = Array.from(
    { length: Math.max(0, 8 - left.length - right.length) },
    () => "0",
  );
  return [...left, ...zeros, ...right].slice(0, 4).join(":");
}
