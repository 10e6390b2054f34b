import ipaddr from "ipaddr.js";
import * as z from "zod";

/** What is separated by commas. */
export function list(value: string): string[] {
  return value
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

/** An address with one of some protocols. */
export const url = (protocols: string, example: string) =>
  z.url({
    protocol: new RegExp(`^(${protocols})$`),
    error: `is not an address; it looks like ${example}`,
  });

export function isNetwork(text: string): boolean {
  return ipaddr.isValidCIDR(text) || ipaddr.isValid(text);
}

export function witnessesOf(
  value: string | undefined,
): { host: string; port: number }[] | undefined {
  if (value === undefined) return undefined;
  if (value.toLowerCase() === "none") return [];
  return list(value).map((address) => {
    const colon = address.lastIndexOf(":");
    return {
      host: address.slice(0, Math.max(0, colon)).replace(/^\[|\]$/g, ""),
      port: Number(address.slice(colon + 1)),
    };
  });
}
