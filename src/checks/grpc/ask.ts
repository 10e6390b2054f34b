import {
  connect,
  type ClientHttp2Session,
  type IncomingHttpHeaders,
  type IncomingHttpStatusHeader,
} from "node:http2";
import type { Socket } from "node:net";
import { userAgent } from "../../net/user-agent.ts";
import { failed, type Failed } from "../starttls/incoming.ts";

/** A health answer has seven bytes. */
const MOST_BYTES = 4_096;

export interface GrpcQuestion {
  /** "https://api.example.org:50051" */
  origin: string;
  path: string;
  metadata: Record<string, string>;
  message: Buffer;
  /** How long the server may take, for it to know. */
  timeoutMs: number;
  signal: AbortSignal;
}

export interface GrpcAnswer {
  ok: true;
  httpStatus: number;
  contentType: string;
  /** gRPC's own status; undefined where none came. */
  status: number | undefined;
  /** What the server says of it. */
  statusText: string;
  message: Buffer;
}

/** Makes one unary call over a connected socket; the socket is gone afterwards. */
export async function askGrpc(
  socket: Socket,
  question: GrpcQuestion,
): Promise<GrpcAnswer | Failed> {
  const session = connect(question.origin, {
    createConnection: () => socket,
    settings: { enablePush: false },
  });
  try {
    return await call(session, socket, question);
  } finally {
    session.destroy();
    socket.destroy();
  }
}

function call(
  session: ClientHttp2Session,
  socket: Socket,
  { path, metadata, message, timeoutMs, signal }: GrpcQuestion,
): Promise<GrpcAnswer | Failed> {
  const { promise, resolve } = Promise.withResolvers<GrpcAnswer | Failed>();
  const stream = session.request({
    ":method": "POST",
    ":path": path,
    "content-type": "application/grpc",
    te: "trailers",
    "user-agent": userAgent,
    "grpc-timeout": `${timeoutMs}m`,
    ...metadata,
  });
  let headers: IncomingHttpHeaders & IncomingHttpStatusHeader = {};
  let trailers: IncomingHttpHeaders = {};
  const chunks: Buffer[] = [];
  let bytes = 0;
  const onAbort = () => resolve(failed("aborted", "stopped"));
  signal.addEventListener("abort", onAbort, { once: true });
  if (signal.aborted) onAbort();
  const fail = (error?: Error) => resolve(callFailure(error ?? socket.errored));
  session.on("error", fail).on("close", () => fail());
  stream.on("error", fail);
  stream.on("response", (heard) => (headers = heard));
  stream.on("trailers", (heard) => (trailers = heard));
  stream.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= MOST_BYTES) chunks.push(chunk);
    else
      resolve(
        failed("too-large", "the answer is larger than a health answer is"),
      );
  });
  stream.on("close", () =>
    headers[":status"] === undefined
      ? fail()
      : resolve(answerOf(headers, trailers, Buffer.concat(chunks))),
  );
  stream.end(message);
  return promise.finally(() => signal.removeEventListener("abort", onAbort));
}

function answerOf(
  headers: IncomingHttpHeaders & IncomingHttpStatusHeader,
  trailers: IncomingHttpHeaders,
  message: Buffer,
): GrpcAnswer {
  // A call that fails at once has its status among the headers.
  const status = trailers["grpc-status"] ?? headers["grpc-status"];
  const text = trailers["grpc-message"] ?? headers["grpc-message"];
  return {
    ok: true,
    httpStatus: headers[":status"] ?? 0,
    contentType: headers["content-type"] ?? "",
    status: status === undefined ? undefined : Number(status),
    statusText: decoded(String(text ?? "")),
    message,
  };
}

/** gRPC writes texts in percent encoding. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function callFailure(error: Error | null): Failed {
  const code = error !== null && "code" in error ? String(error.code) : "";
  if (code === "ECONNRESET" || code === "EPIPE")
    return failed("reset", "connection reset while waiting for the answer");
  if (code === "ERR_HTTP2_ERROR")
    return failed("protocol", "the server does not speak HTTP/2 on this port");
  if (code === "ERR_HTTP2_STREAM_ERROR")
    return failed("protocol", "the server broke off the call");
  return failed("closed", "connection closed while waiting for the answer");
}
