import { Agent } from "node:https";
import { connect as connectTcp } from "node:net";
import { connect as connectTls } from "node:tls";
import { TwitterApi } from "twitter-api-v2";

export interface XApp {
  appKey: string;
  appSecret: string;
  /** Where X is, when it is not at its usual place: a stand-in for trying and testing. */
  apiUrl?: string | undefined;
  /** The page where an account allows the app, when it is not X's own. */
  signInUrl?: string | undefined;
}

/** An account's tokens, as its sign-in gave them. */
export interface XTokens {
  accessToken: string;
  accessSecret: string;
}

/** The client has no setting for the address: its connections are led elsewhere instead, and all else stays as it is. */
class DetourAgent extends Agent {
  readonly #url: URL;

  constructor(url: string) {
    super({ keepAlive: false });
    this.#url = new URL(url);
  }

  override createConnection(): ReturnType<typeof connectTcp> {
    const { protocol, hostname } = this.#url;
    const port = Number(this.#url.port) || (protocol === "https:" ? 443 : 80);
    return protocol === "https:"
      ? connectTls({ host: hostname, port, servername: hostname })
      : connectTcp({ host: hostname, port });
  }
}

/** A client that speaks for an account, or (without tokens) for the app alone. */
export function xClient(
  { appKey, appSecret, apiUrl }: XApp,
  tokens?: XTokens,
): TwitterApi {
  return new TwitterApi(
    { appKey, appSecret, ...tokens },
    apiUrl === undefined ? {} : { httpAgent: new DetourAgent(apiUrl) },
  );
}
