import type { IncomingMessage } from "node:http";

const xHosts = new Set([
  "api.x.com",
  "api.twitter.com",
  "upload.x.com",
  "upload.twitter.com",
]);

/**
 * Was this request meant for the real X? Its clients know no other address: they are brought here by an agent that connects
 * to this server and leaves URL and Host as they are. Such requests go to the X router at the root of the server.
 */
export function isXHost(request: Pick<IncomingMessage, "headers">): boolean {
  const host = request.headers.host ?? "";
  return xHosts.has(host.toLowerCase().replace(/:\d+$/, ""));
}
