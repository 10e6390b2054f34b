import ipaddr from "ipaddr.js";
import * as z from "zod";

/** Further proxies than these no path of ours has; a number beyond is a mistake for something else. */
const MOST_PROXIES = 10;
/** What Express has names for: this machine, and the ranges of private networks. */
const named = ["loopback", "linklocal", "uniquelocal"];

/** TRUST_PROXY: how many proxies are before us, or the networks that they are in; nobody where it is not set. */
export const trustProxy = z
  .string()
  .default("")
  .transform((value) =>
    /^\d+$/.test(value)
      ? Number(value)
      : value.split(/[\s,]+/).filter((part) => part !== ""),
  )
  .refine(
    (value) =>
      typeof value === "number"
        ? value >= 1 && value <= MOST_PROXIES
        : value.every(isNetwork),
    {
      error: `is the number of proxies before allswell (1 to ${MOST_PROXIES}), or where they are, as in "loopback, 10.0.0.0/8"`,
    },
  );

/** Everybody (/0) is no network: anyone could say to be anyone. */
function isNetwork(text: string): boolean {
  if (named.includes(text)) return true;
  if (!text.includes("/")) return ipaddr.isValid(text);
  return ipaddr.isValidCIDR(text) && !text.endsWith("/0");
}
