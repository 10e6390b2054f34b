import { cleanMail } from "./contact.ts";

export type CleanedAddress =
  { ok: true; address: string } | { ok: false; text: string };

/** What no address needs, and what could turn the text around it. */
const UNSEEN =
  /[\p{Cc}\p{Cf}\u{115F}\u{1160}\u{3164}\u{FFA0}\u{FFF9}-\u{FFFB}]/u;

/** An address as servers take it: "Ada@Bücher.example" is "Ada@xn--bcher-kva.example". */
export function cleanAddress(typed: string): CleanedAddress {
  const bare = typed
    .trim()
    .replace(/^<(?:mailto:)?(.*)>$/iu, "$1")
    .replace(/^mailto:/iu, "")
    .normalize("NFC");
  const cleaned = cleanMail(bare);
  if (!cleaned.ok || UNSEEN.test(bare)) return wrong;
  const at = cleaned.value.lastIndexOf("@");
  const domain = asciiDomain(cleaned.value.slice(at + 1));
  return domain === ""
    ? wrong
    : { ok: true, address: `${cleaned.value.slice(0, at)}@${domain}` };
}

/** "bücher.example" as "xn--bcher-kva.example"; empty where it is no name. */
function asciiDomain(domain: string): string {
  const address = `http://${domain}/`;
  return URL.canParse(address) ? new URL(address).hostname : "";
}

const wrong: CleanedAddress = {
  ok: false,
  text: 'Write an address, as in "ops@example.org".',
};

/** What is the same for two spellings of one address. */
export function addressKey(address: string): string {
  return address.normalize("NFKC").toLowerCase();
}

/** "a@example.org|b@example.org", also with commas, semicolons and spaces: each once; what is none of them is left out. */
export function splitAddresses(text: string): string[] {
  const parts = text.split(/[|,;\s]+/u).filter((part) => part !== "");
  return [...new Map(parts.map((part) => [addressKey(part), part])).values()];
}

/** Whether somebody means an address, or a list of them. */
export function looksLikeAddress(text: string): boolean {
  return /^[^\s@|]+@[^\s@]+/u.test(text);
}
