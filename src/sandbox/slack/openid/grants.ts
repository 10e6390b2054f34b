import { randomBytes } from "node:crypto";
import type { World } from "../world.ts";

const CODE_LIFE_MS = 10 * 60_000;

/** What somebody let an app know of them, and has not been told yet. */
export interface Grant {
  user: string;
  redirectUri: string;
  /** Slack says it empty where the app gave none. */
  nonce: string;
  until: number;
  isUsed: boolean;
}

/** Codes that are out, and the access tokens that they became. */
export class Grants {
  readonly #world: World;
  readonly #codes = new Map<string, Grant>();
  readonly #tokens = new Map<string, string>();

  constructor(world: World) {
    this.#world = world;
  }

  /** A code for the app. */
  give(grant: Pick<Grant, "user" | "redirectUri" | "nonce">): string {
    const code = `${randomBytes(6).toString("hex")}.${randomBytes(16).toString("hex")}`;
    const until = this.#world.now() + CODE_LIFE_MS;
    this.#codes.set(code, { ...grant, until, isUsed: false });
    return code;
  }

  /** Takes a code once, at the address that it was given for; Slack's word for why not. */
  take(code: string, redirectUri: string): Grant | string {
    const grant = this.#codes.get(code);
    if (grant === undefined || this.#world.now() >= grant.until)
      return "invalid_code";
    if (grant.isUsed) return "code_already_used";
    if (grant.redirectUri !== redirectUri) return "bad_redirect_uri";
    grant.isUsed = true;
    return grant;
  }

  token(user: string): string {
    const token = `xoxp-${randomBytes(16).toString("hex")}`;
    this.#tokens.set(token, user);
    return token;
  }

  /** Whose access token it is. */
  ownerOf(token: string): string | undefined {
    return this.#tokens.get(token);
  }
}
