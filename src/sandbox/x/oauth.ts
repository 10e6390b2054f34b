import { createHmac, timingSafeEqual } from "node:crypto";

/** The parameters of an `Authorization: OAuth …` header, decoded. */
export type OAuthParameters = ReadonlyMap<string, string>;

/** Percent-encoding of RFC 5849, section 3.6: stricter than encodeURIComponent. */
export function percentEncode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** Reads the header of RFC 5849, section 3.5.1; undefined when it is not one, or names a parameter twice. */
export function parseOAuthHeader(
  header: string | undefined,
): OAuthParameters | undefined {
  const scheme = /^OAuth\s+/i.exec(header ?? "");
  if (header === undefined || scheme === null) return undefined;
  const parameters = new Map<string, string>();
  for (const part of header.slice(scheme[0].length).split(",")) {
    const pair = /^\s*([^=\s]+)="([^"]*)"\s*$/.exec(part);
    const [, name, value] = pair ?? [];
    if (name === undefined || value === undefined || parameters.has(name))
      return undefined;
    const decoded = decode(value);
    if (decoded === undefined) return undefined;
    parameters.set(name, decoded);
  }
  return parameters;
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

export interface SignedRequest {
  method: string;
  /** Without the query: "https://api.x.com/2/tweets". */
  baseUrl: string;
  /** The parameters of the query and of a form body (not of JSON, not of multipart), decoded. */
  parameters: readonly (readonly [string, string])[];
  oauth: OAuthParameters;
}

/** The text that is signed: RFC 5849, section 3.4.1. */
export function signatureBase(request: SignedRequest): string {
  const signed = [...request.oauth].filter(
    ([name]) => name !== "oauth_signature" && name !== "realm",
  );
  const pairs = [...request.parameters, ...signed]
    .map(
      ([name, value]) => [percentEncode(name), percentEncode(value)] as const,
    )
    .sort(([a, x], [b, y]) => compare(a, b) || compare(x, y))
    .map(([name, value]) => `${name}=${value}`);
  return [request.method.toUpperCase(), request.baseUrl, pairs.join("&")]
    .map(percentEncode)
    .join("&");
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** The HMAC-SHA1 signature in base64; the token's secret is empty where there is no token yet. */
export function sign(
  request: SignedRequest,
  appSecret: string,
  tokenSecret: string,
): string {
  const key = `${percentEncode(appSecret)}&${percentEncode(tokenSecret)}`;
  return createHmac("sha1", key)
    .update(signatureBase(request))
    .digest("base64");
}

export function isSignedWith(
  request: SignedRequest,
  appSecret: string,
  tokenSecret: string,
): boolean {
  const expected = Buffer.from(sign(request, appSecret, tokenSecret));
  const given = Buffer.from(request.oauth.get("oauth_signature") ?? "");
  return given.length === expected.length && timingSafeEqual(given, expected);
}
