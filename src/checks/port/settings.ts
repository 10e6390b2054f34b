import { choice, text } from "../fields.ts";
import { hostField, portConflict, portField } from "../host-and-port.ts";
import { patternProblem } from "../pattern.ts";
import { slowField } from "../slow.ts";
import { sendProblem } from "./send-text.ts";

/** "Any" takes the address that comes first, which is IPv4 where there is one. */
export const familyField = () =>
  choice(["any", "IPv4", "IPv6"], { label: "IP version" }).default("any");

/** The family as the connector wants it. */
export function familyOf(family: "any" | "IPv4" | "IPv6"): 4 | 6 | undefined {
  if (family === "any") return undefined;
  return family === "IPv4" ? 4 : 6;
}

interface PortHelp {
  placeholder: string;
  send: string;
  expect: string;
}

/** The settings that TCP and UDP ports share, in the order of the form; the rest stands between `expect` and `slow`. */
export function portFields({ placeholder, send, expect }: PortHelp) {
  return {
    host: hostField({ placeholder }),
    port: portField().optional(),
    send: text(
      { label: "Send", help: send, placeholder: "PING\\r\\n" },
      { judge: sendProblem },
    ).optional(),
    expect: text(
      { label: "Expect", help: expect, placeholder: "^\\+PONG" },
      { judge: patternProblem },
    ).optional(),
    slow: slowField(),
    family: familyField(),
  };
}

/** Judges the port together with the host: for superRefine. */
export function judgePort(
  settings: { host?: unknown; port?: unknown },
  context: {
    addIssue: (issue: {
      code: "custom";
      path: string[];
      message: string;
    }) => void;
  },
  standardPort?: number,
): void {
  const message = portConflict(settings, standardPort);
  if (message !== undefined)
    context.addIssue({ code: "custom", path: ["port"], message });
}

/** Other fields may be wrong as well: all problems are listed at once. */
export const evenIfIncomplete = {
  when: ({ value }: { value: unknown }) =>
    typeof value === "object" && value !== null,
};
