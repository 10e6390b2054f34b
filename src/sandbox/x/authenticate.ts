import type { Request } from "express";
import { isXHost } from "./hosts.ts";
import { isSignedWith, parseOAuthHeader, type SignedRequest } from "./oauth.ts";
import type { Account, Token } from "./state.ts";
import type { XWorld } from "./world.ts";

/** How far a request's clock may be off: https://docs.x.com/fundamentals/authentication/oauth-1-0a/authorizing-a-request */
const CLOCK_SKEW_S = 300;

export interface App {
  key: string;
  secret: string;
}

export interface Caller {
  account: Account;
  token: Token;
}

/** Why a signature was not believed. */
export type Disbelief =
  "not signed" | "unknown app" | "clock" | "nonce" | "signature";

/** Judges OAuth 1.0a signatures. */
export class Verifier {
  readonly app: App;
  readonly #wallClock: () => number;
  /** The nonces of late, by their time: one that comes again is a replay. */
  readonly #nonces = new Map<string, number>();

  /** The clients stamp with the machine's clock, whatever time the sandbox plays: hence a clock of its own (ms since 1970). */
  constructor(app: App, wallClock: () => number) {
    this.app = app;
    this.#wallClock = wallClock;
  }

  /** Undefined: this request was signed by the app and with this token's secret ("" where there is no token yet). */
  disbelief(request: Request, tokenSecret: string): Disbelief | undefined {
    const signed = signedRequest(request);
    if (signed === undefined) return "not signed";
    const { oauth } = signed;
    if (oauth.get("oauth_signature_method") !== "HMAC-SHA1")
      return "not signed";
    if ((oauth.get("oauth_version") ?? "1.0") !== "1.0") return "not signed";
    if (oauth.get("oauth_consumer_key") !== this.app.key) return "unknown app";
    const nowS = this.#wallClock() / 1000;
    const stampS = Number(oauth.get("oauth_timestamp") ?? "x");
    if (!(Math.abs(nowS - stampS) <= CLOCK_SKEW_S)) return "clock";
    if (!isSignedWith(signed, this.app.secret, tokenSecret)) return "signature";
    return this.#isFresh(oauth.get("oauth_nonce") ?? "", stampS, nowS)
      ? undefined
      : "nonce";
  }

  #isFresh(nonce: string, stampS: number, nowS: number): boolean {
    for (const [old, oldStampS] of this.#nonces)
      if (oldStampS < nowS - CLOCK_SKEW_S) this.#nonces.delete(old);
    const key = `${nonce} ${stampS}`;
    if (nonce === "" || this.#nonces.has(key)) return false;
    this.#nonces.set(key, stampS);
    return true;
  }
}

/** The account that signed this request; undefined when nobody did whom X knows. */
export function callerOf(
  world: XWorld,
  verifier: Verifier,
  request: Request,
): Caller | undefined {
  const name = oauthToken(request);
  const token = world.tokens.find((known) => known.token === name);
  if (token === undefined || token.revoked) return undefined;
  const account = world.accountById(token.accountId);
  if (account === undefined) return undefined;
  if (verifier.disbelief(request, token.secret) !== undefined) return undefined;
  return { account, token };
}

export function oauthToken(request: Request): string | undefined {
  return parseOAuthHeader(request.headers.authorization)?.get("oauth_token");
}

/** A form body is read as text, because its parameters are signed in the order and number in which they stand. */
export function formOf(request: Request): URLSearchParams {
  return new URLSearchParams(
    typeof request.body === "string" ? request.body : "",
  );
}

function signedRequest(request: Request): SignedRequest | undefined {
  const oauth = parseOAuthHeader(request.headers.authorization);
  if (oauth === undefined) return undefined;
  const [path = "", query = ""] = request.originalUrl.split("?", 2);
  return {
    method: request.method,
    baseUrl: `${publicOrigin(request)}${path}`,
    // The client library sends oauth_token of POST /oauth/access_token in the header and in the form, and signs it once.
    parameters: [...new URLSearchParams(query), ...formOf(request)].filter(
      ([name]) => !oauth.has(name),
    ),
    oauth,
  };
}

/** What the caller believes to speak to: X itself when the Host says so, otherwise this server. */
function publicOrigin(request: Request): string {
  const scheme = isXHost(request) ? "https" : "http";
  return `${scheme}://${(request.headers.host ?? "").toLowerCase()}`;
}
