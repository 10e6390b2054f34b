import { isIP } from "node:net";
import { domainToASCII } from "node:url";
import ipaddr from "ipaddr.js";

const LONGEST_NAME = 253;
const LONGEST_LABEL = 63;

/** What is wrong with a name to ask for; undefined where nothing is. An address is one, for PTR. */
export function nameProblem(written: string): string | undefined {
  if (isIP(written) !== 0 || asciiName(written) !== "") return undefined;
  return "must be a name such as www.example.org or _dmarc.example.org, or an address (for PTR)";
}

/** The name as it is sent: an address under in-addr.arpa or ip6.arpa, IDNA as xn--, without the final dot. */
export function questionName(written: string): string {
  return isIP(written) === 0 ? asciiName(written) : reverseName(written);
}

/** Empty where it is no name. */
function asciiName(written: string): string {
  const name = written.replace(/\.$/, "");
  // domainToASCII, made for hosts of URLs, reads numbers as addresses and cuts at some of the rest.
  const ascii = /^[\w.*-]+$/.test(name)
    ? name.toLowerCase()
    : /[\s/?#@:\\[\]%]/.test(name)
      ? ""
      : domainToASCII(name);
  const isName =
    ascii.length <= LONGEST_NAME &&
    ascii
      .split(".")
      .every((label) => label !== "" && label.length <= LONGEST_LABEL);
  return isName ? ascii : "";
}

function reverseName(address: string): string {
  const parsed = ipaddr.parse(address.replace(/%.*$/, ""));
  const bytes = parsed.toByteArray();
  if (parsed.kind() === "ipv4")
    return `${bytes.toReversed().join(".")}.in-addr.arpa`;
  const digits = bytes.map((byte) => byte.toString(16).padStart(2, "0"));
  return `${digits.join("").split("").toReversed().join(".")}.ip6.arpa`;
}
