import type { Socket } from "node:net";
import type { Dispatcher } from "undici";
import { aborted } from "../../net/aborted.ts";
import { userAgent } from "../../net/user-agent.ts";
import type { ExchangeContext } from "./exchange.ts";
import { exchangeFailure, failed, type Failed } from "./failures.ts";
import { oneSocketClient } from "./one-socket-client.ts";
import { basicAuthorization } from "./request.ts";
import type { HttpSettings } from "./settings.ts";
import { portOf } from "./url.ts";

type Tunnel = { ok: true; socket: Socket } | Failed;

export function proxyAuthorization({
  proxyUsername,
  proxyPassword,
}: HttpSettings): Record<string, string> {
  return proxyUsername === undefined
    ? {}
    : {
        "proxy-authorization": basicAuthorization(proxyUsername, proxyPassword),
      };
}

/** Asks the proxy at the other end of a socket for a tunnel (CONNECT) to the origin of a URL. */
export function openTunnel(
  socket: Socket,
  url: URL,
  settings: HttpSettings,
  { signal, trace, quote }: ExchangeContext,
): Promise<Tunnel> {
  trace.stage = "connecting through the proxy";
  const authority = `${url.hostname}:${portOf(url)}`;
  return new Promise((resolve) => {
    const finish = (outcome: Tunnel) => {
      signal.removeEventListener("abort", onAbort);
      if (!outcome.ok) socket.destroy();
      resolve(outcome);
    };
    const onAbort = () => finish(aborted);
    signal.addEventListener("abort", onAbort, { once: true });
    if (signal.aborted) return onAbort();
    const handler: Dispatcher.DispatchHandler = {
      onRequestStart() {},
      onRequestUpgrade: (_controller, status) =>
        finish(
          status >= 200 && status < 300
            ? { ok: true, socket }
            : failed("proxy", `the proxy answers HTTP ${status}`),
        ),
      onResponseError: (_controller, error) => {
        const { stage } = trace;
        const progress = { stage, contentLength: undefined, bytes: 0 };
        const { failure } = exchangeFailure(error, progress, quote);
        finish(failed("proxy", `proxy: ${failure.text}`));
      },
    };
    oneSocketClient(settings.proxy ?? "", socket).dispatch(
      {
        method: "CONNECT",
        path: authority,
        headers: {
          host: authority,
          "user-agent": userAgent,
          ...proxyAuthorization(settings),
        },
      },
      handler,
    );
  });
}
