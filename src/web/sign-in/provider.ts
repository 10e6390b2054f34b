import * as oidc from "openid-client";
import { KeptFor } from "../../base/kept-for.ts";
import { DAY, type Instant } from "../../domain/time.ts";
import type { Ticket } from "./ticket.ts";

const TIMEOUT_S = 10;
/** So far their clock and ours may be apart. */
const CLOCK_TOLERANCE_S = 60;
/** How Slack is to be asked is asked for anew after this long; its keys are kept by the library. */
const DISCOVERED_FOR_MS = DAY;
const USER_CLAIM = "https://slack.com/user_id";
const TEAM_CLAIM = "https://slack.com/team_id";

export interface ProviderOptions {
  clientId: string;
  clientSecret: string;
  /** "https://slack.com" */
  issuer: string;
  /** Where Slack sends people back to; it is registered with the Slack app. */
  redirectUri: () => string;
  /** The way out. */
  fetch: typeof fetch;
}

/** Who somebody is in Slack, or why that is not certain. */
export type SignedIn =
  | { ok: true; personId: string; teamId: string }
  | { ok: false; why: "declined" | "not-confirmed"; reason: string };

/**
 * "Sign in with Slack": OpenID Connect by code, with state, nonce, our secret and Slack's signature. Without PKCE: an app
 * that Slack lets use it is a public client for ever, one without a secret.
 */
export class Provider {
  readonly #options: ProviderOptions;
  readonly #discovered: KeptFor<oidc.Configuration>;

  constructor(options: ProviderOptions) {
    this.#options = options;
    this.#discovered = new KeptFor(DISCOVERED_FOR_MS, () => this.#discover());
  }

  /** Where Slack asks the person; `teamId` is the workspace that it offers. @throws where Slack is not reached */
  async begin(
    { state, nonce }: Ticket,
    teamId: string,
    now: Instant,
  ): Promise<URL> {
    return oidc.buildAuthorizationUrl(await this.#discovered.get(now), {
      redirect_uri: this.#options.redirectUri(),
      // Where "openid" alone does not tell the workspace, "profile" does.
      scope: "openid profile",
      team: teamId,
      state,
      nonce,
    });
  }

  /** `query` is what Slack sent the person back with: "?code=…&state=…". */
  async finish(
    query: string,
    { state, nonce }: Ticket,
    now: Instant,
  ): Promise<SignedIn> {
    try {
      const tokens = await oidc.authorizationCodeGrant(
        await this.#discovered.get(now),
        new URL(query, this.#options.redirectUri()),
        { expectedState: state, expectedNonce: nonce, idTokenExpected: true },
      );
      const claims = tokens.claims();
      const personId = claims?.[USER_CLAIM];
      const teamId = claims?.[TEAM_CLAIM];
      if (typeof personId !== "string" || typeof teamId !== "string")
        return notConfirmed("Slack did not tell the person and the workspace");
      return { ok: true, personId, teamId };
    } catch (error) {
      const reason = reasonOf(error);
      return error instanceof oidc.AuthorizationResponseError
        ? { ok: false, why: "declined", reason }
        : notConfirmed(reason);
    }
  }

  #discover(): Promise<oidc.Configuration> {
    const { clientId, clientSecret, issuer, fetch } = this.#options;
    return oidc.discovery(
      new URL(issuer),
      clientId,
      { [oidc.clockTolerance]: CLOCK_TOLERANCE_S },
      oidc.ClientSecretPost(clientSecret),
      {
        timeout: TIMEOUT_S,
        [oidc.customFetch]: (url, options) =>
          fetch(url, options as RequestInit),
        execute: [
          oidc.enableNonRepudiationChecks,
          // Slack itself is never there; a Slack for trying things out is.
          ...(issuer.startsWith("http:") ? [oidc.allowInsecureRequests] : []),
        ],
      },
    );
  }
}

function notConfirmed(reason: string): SignedIn {
  return { ok: false, why: "not-confirmed", reason };
}

/** For our log: what went wrong, without what was signed. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { message, cause } = error;
  return cause instanceof Error ? `${message}: ${cause.message}` : message;
}
