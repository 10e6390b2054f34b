import {
  createHash,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
} from "node:crypto";
import { appIds } from "../seed.ts";
import type { User } from "../state.ts";
import type { Grant } from "./grants.ts";

const LIFE_S = 300;

/** The pair of keys with which Slack signs; made when it is first needed, because that takes a while. */
let pair: {
  keyId: string;
  publicKey: KeyObject;
  privateKey: KeyObject;
} | null = null;

function keys() {
  pair ??= {
    keyId: randomBytes(8).toString("hex"),
    ...generateKeyPairSync("rsa", { modulusLength: 2048 }),
  };
  return pair;
}

/** The public key, as apps fetch it. */
export function keySet() {
  const { keyId, publicKey } = keys();
  const jwk = publicKey.export({ format: "jwk" });
  return { keys: [{ ...jwk, kid: keyId, alg: "RS256", use: "sig" }] };
}

/** What Slack says of somebody, signed. */
export function idToken(
  { nonce, accessToken }: Pick<Grant, "nonce"> & { accessToken: string },
  user: User,
  { issuer, clientId, now }: { issuer: string; clientId: string; now: number },
): string {
  const { keyId, privateKey } = keys();
  const at = Math.floor(now / 1000);
  const half = createHash("sha256")
    .update(accessToken)
    .digest()
    .subarray(0, 16);
  const head = part({ typ: "JWT", alg: "RS256", kid: keyId });
  const body = part({
    iss: issuer,
    sub: user.id,
    aud: clientId,
    exp: at + LIFE_S,
    iat: at,
    auth_time: at,
    nonce,
    at_hash: half.toString("base64url"),
    ...claimsOf(user),
  });
  const signature = sign("sha256", Buffer.from(`${head}.${body}`), privateKey);
  return `${head}.${body}.${signature.toString("base64url")}`;
}

/** Under Slack's own names. */
export function claimsOf(user: User) {
  return {
    "https://slack.com/user_id": user.id,
    "https://slack.com/team_id": user.teamId,
    name: user.realName,
    given_name: "",
    family_name: "",
    locale: "en-GB",
    "https://slack.com/team_name":
      user.teamId === appIds.team ? appIds.teamName : user.teamId,
    "https://slack.com/team_domain":
      user.teamId === appIds.team ? appIds.teamDomain : "elsewhere",
  };
}

function part(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}
