import { BlockList, isIP, isIPv6 } from "node:net";
import type { Request } from "express";

/** Where a proxy of our own is: it tells whom it speaks for. */
const near = new BlockList();
near.addSubnet("127.0.0.0", 8, "ipv4");
near.addSubnet("10.0.0.0", 8, "ipv4");
near.addSubnet("172.16.0.0", 12, "ipv4");
near.addSubnet("192.168.0.0", 16, "ipv4");
near.addAddress("::1", "ipv6");
near.addSubnet("fc00::", 7, "ipv6");

/** Who asks, to be counted: the address that our own proxy names last, or that of the connection; of IPv6 the network. */
export function remoteOf(request: Pick<Request, "headers" | "socket">): string {
  const direct = bare(request.socket.remoteAddress ?? "");
  const forwarded = request.headers["x-forwarded-for"];
  const last = [forwarded].flat().at(-1)?.split(",").at(-1)?.trim() ?? "";
  const address = isNear(direct) && isIP(last) !== 0 ? bare(last) : direct;
  return isIPv6(address) ? networkOf(address) : address;
}

/** "::ffff:192.0.2.1" is an IPv4 address. */
function bare(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/iu, "");
}

function isNear(address: string): boolean {
  const family = isIP(address);
  return family !== 0 && near.check(address, family === 6 ? "ipv6" : "ipv4");
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
