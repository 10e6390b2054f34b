import type { Reason } from "../../domain/result.ts";
import type { GrpcAnswer } from "./ask.ts";
import { healthState } from "./messages.ts";

/** gRPC's status codes, in their order. */
const statusNames = [
  "OK",
  "CANCELLED",
  "UNKNOWN",
  "INVALID_ARGUMENT",
  "DEADLINE_EXCEEDED",
  "NOT_FOUND",
  "ALREADY_EXISTS",
  "PERMISSION_DENIED",
  "RESOURCE_EXHAUSTED",
  "FAILED_PRECONDITION",
  "ABORTED",
  "OUT_OF_RANGE",
  "UNIMPLEMENTED",
  "INTERNAL",
  "UNAVAILABLE",
  "DATA_LOSS",
  "UNAUTHENTICATED",
] as const;

/** gRPC's name of a status. */
export function statusName(status: number): string {
  return statusNames[status] ?? String(status);
}

/** Why an answer means "down"; undefined where it does not. */
export function whyDown(
  answer: GrpcAnswer,
  service: string,
  quote: (text: string) => string,
): Reason | undefined {
  const { httpStatus, contentType, status } = answer;
  if (httpStatus !== 200)
    return {
      kind: "status",
      text: `HTTP ${httpStatus} in place of an answer by gRPC`,
    };
  if (!/^application\/grpc\b/i.test(contentType))
    return {
      kind: "protocol",
      text: `the server does not speak gRPC here: it answers with ${quote(contentType)}`,
    };
  if (status === undefined)
    return {
      kind: "incomplete",
      text: "the answer ends without a status of gRPC",
    };
  return status === 0
    ? whyNotServing(answer.message, service, quote)
    : whyRefused(status, answer.statusText, service, quote);
}

function whyNotServing(
  message: Buffer,
  service: string,
  quote: (text: string) => string,
): Reason | undefined {
  const state = healthState(message);
  if (state === "SERVING") return undefined;
  if (state === undefined)
    return {
      kind: "protocol",
      text: "the answer is not one of grpc.health.v1",
    };
  const who = service === "" ? "the server" : `the service ${quote(service)}`;
  return { kind: "not-serving", text: `${who} says ${state}` };
}

function whyRefused(
  status: number,
  statusText: string,
  service: string,
  quote: (text: string) => string,
): Reason {
  const said = statusText === "" ? "" : `: ${quote(statusText)}`;
  switch (statusName(status)) {
    case "NOT_FOUND":
      return {
        kind: "no-service",
        text: `the server knows no service ${quote(service)}`,
      };
    case "UNIMPLEMENTED":
      return {
        kind: "no-health",
        text: "the server does not answer questions about health (grpc.health.v1)",
      };
    case "UNAUTHENTICATED":
    case "PERMISSION_DENIED":
      return {
        kind: "credentials",
        text: `the server refuses the credentials (${statusName(status)})${said}`,
      };
    default:
      return {
        kind: "grpc-status",
        text: `the server answers ${statusName(status)}${said}`,
      };
  }
}
