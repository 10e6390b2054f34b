import { isIP } from "node:net";
import { domainToASCII } from "node:url";

/**
 * A host as it is looked up and as certificates name it: an address without brackets, or a name in lower case, with IDNA
 * as xn-- and without its final dot. "0x7f.1" is 127.0.0.1. Empty where it is no host at all.
 */
export function canonicalHost(host: string): string {
  const bare = host.replace(/^\[(.*)\]$/, "$1");
  if (isIP(bare) !== 0) return bare;
  if (/[\s/?#@:\\[\]]/.test(host)) return "";
  return domainToASCII(host).replace(/\.$/, "");
}
