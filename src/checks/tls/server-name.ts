import { canonicalHost } from "../../net/host-name.ts";

/** What is wrong with a name that a certificate should be for; undefined where nothing is. */
export function serverNameProblem(name: string): string | undefined {
  return canonicalHost(name) === ""
    ? "must be a host name or an address, such as www.example.org"
    : undefined;
}
