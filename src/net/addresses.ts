import ipaddr from "ipaddr.js";

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** An address and the length of its prefix. */
export type Network = [Address, number];

export type Verdict = { ok: true } | { ok: false; text: string };

/**
 * Where clouds hand out credentials to whoever asks from inside. Some are ordinary public addresses (Azure), so this
 * list is looked at first and nothing opens it.
 */
const metadataAddresses = new Set([
  "169.254.169.254", // AWS, Google, Azure, DigitalOcean, Hetzner, OpenStack, Oracle, IBM
  "169.254.170.2", // AWS ECS
  "169.254.170.23", // AWS EKS
  "169.254.0.23", // Tencent
  "169.254.42.42", // Scaleway
  "100.100.100.200", // Alibaba
  "192.0.0.192", // Oracle, older
  "168.63.129.16", // Azure's agent
  "fd00:ec2::254", // AWS
  "fd00:ec2::23", // AWS EKS
  "fd20:ce::254", // Google
  "fd00:42::42", // Scaleway
]);

const inWords: Record<string, string> = {
  loopback: "a loopback address",
  private: "a private address",
  uniqueLocal: "a private address",
  linkLocal: "a link-local address",
  carrierGradeNat: "a carrier-grade NAT address",
  multicast: "a multicast address",
  broadcast: "the broadcast address",
  unspecified: "an unspecified address",
};

/** The only block from which public IPv6 addresses are given out so far (RFC 4291, section 2.4). */
const globalIpv6 = network("2000::/3");
const nat64 = network("64:ff9b::/96");
/** IPv6 prefixes that carry an IPv4 address in their last 32 bits. */
const ipv4AtTheEnd = [
  nat64,
  network("64:ff9b:1::/48"),
  network("::/96"),
  network("::ffff:0:0:0/96"),
];
const sixToFour = network("2002::/16");
const teredo = network("2001::/32");

/** Reads "10.0.0.0/8" or a single address; undefined where it is neither. */
export function parseNetwork(text: string): Network | undefined {
  try {
    if (text.includes("/")) return ipaddr.parseCIDR(text);
    if (!ipaddr.isValid(text)) return undefined;
    const address = ipaddr.parse(text);
    return [address, address.kind() === "ipv4" ? 32 : 128];
  } catch {
    return undefined;
  }
}

/** Whether checks may connect to a literal address, and if not, why, with what would allow it. */
export function judgeAddress(
  text: string,
  allowed: readonly Network[],
): Verdict {
  const address = ipaddr.process(text.replace(/%.*$/, ""));
  const carried = carriedIpv4(address);
  if ([address, ...carried].some(isMetadata))
    return {
      ok: false,
      text: `${text} is a cloud metadata address, which checks may never reach`,
    };
  const mayReach = (one: Address): boolean =>
    isPublic(one) || allowed.some((range) => isWithin(one, range));
  // DNS64 gives every IPv4 host such an address; what counts is the host behind it.
  const judged = isWithin(address, nat64) ? (carried[0] ?? address) : address;
  if (mayReach(judged)) return { ok: true };
  const kind = inWords[judged.range()] ?? "not a public address";
  const prefix = judged.kind() === "ipv4" ? 32 : 128;
  return {
    ok: false,
    text: `${text} is ${kind}: add ${judged.toString()}/${prefix} (or its network) to ALLOW_NETWORKS to allow it`,
  };
}

function network(text: string): Network {
  return ipaddr.parseCIDR(text);
}

function isWithin(address: Address, [base, bits]: Network): boolean {
  return address.kind() === base.kind() && address.match(base, bits);
}

function isMetadata(address: Address): boolean {
  return metadataAddresses.has(address.toString());
}

function isPublic(address: Address): boolean {
  if (address.range() !== "unicast") return false;
  return address.kind() === "ipv4" || isWithin(address, globalIpv6);
}

/** The IPv4 addresses that an IPv6 address stands for, or is delivered by way of. */
function carriedIpv4(address: Address): ipaddr.IPv4[] {
  if (address instanceof ipaddr.IPv4) return [];
  const [, b = 0, c = 0, d = 0, , , g = 0, h = 0] = address.parts;
  if (ipv4AtTheEnd.some((range) => isWithin(address, range)))
    return [ipv4(g, h)];
  if (isWithin(address, sixToFour)) return [ipv4(b, c)];
  // The server, and the client with its bits turned over (RFC 4380, section 4).
  if (isWithin(address, teredo))
    return [ipv4(c, d), ipv4(g ^ 0xffff, h ^ 0xffff)];
  return [];
}

function ipv4(high: number, low: number): ipaddr.IPv4 {
  return new ipaddr.IPv4([high >> 8, high & 0xff, low >> 8, low & 0xff]);
}
