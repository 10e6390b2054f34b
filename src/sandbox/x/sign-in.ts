import { randomBytes, randomInt } from "node:crypto";
import express, { type Request, type Response, type Router } from "express";
import { formOf, oauthToken } from "./authenticate.ts";
import { startOfCall, type Parts } from "./calls.ts";
import { parseOAuthHeader } from "./oauth.ts";
import { sendOldError } from "./problems.ts";
import { choicePage, pinPage, sorryPage } from "./sign-in-page.ts";
import type { Account, Token } from "./state.ts";

/** X's own PINs have seven digits. */
const PIN_BELOW = 10_000_000;
const PIN_FROM = 1_000_000;

/** A sign-in under way; it lives in memory only. */
interface RequestToken {
  token: string;
  secret: string;
  permission: Token["permission"];
  /** Both are there once somebody has said yes. */
  pin?: string;
  account?: Account;
}

const form = express.text({ type: "application/x-www-form-urlencoded" });

/** OAuth 1.0a sign-in by PIN: request_token, a page where one chooses the account, access_token. */
export class SignIn {
  readonly #parts: Parts;
  readonly #requests = new Map<string, RequestToken>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  addRoutes(router: Router): void {
    const call = (name: string) => startOfCall(this.#parts, name);
    router.post(
      "/oauth/request_token",
      call("POST /oauth/request_token"),
      form,
      (request: Request, response: Response) =>
        this.#giveRequestToken(request, response),
    );
    router.post(
      "/oauth/access_token",
      call("POST /oauth/access_token"),
      form,
      (request: Request, response: Response) =>
        this.#giveAccessToken(request, response),
    );
    router
      .route(["/oauth/authorize", "/oauth/authenticate"])
      .get((request, response) => this.#askForAccount(request, response))
      .post(form, (request, response) => this.#decide(request, response));
  }

  /** Somebody says yes in the name of this account; undefined when there is no such sign-in under way. */
  authorize(requestToken: string, account: Account): string | undefined {
    const request = this.#requests.get(requestToken);
    if (request === undefined || request.pin !== undefined) return undefined;
    request.account = account;
    request.pin = String(randomInt(PIN_FROM, PIN_BELOW));
    return request.pin;
  }

  #giveRequestToken(request: Request, response: Response): void {
    const { world, verifier } = this.#parts;
    if (verifier.disbelief(request, "") !== undefined)
      return sendOldError(response, 401, 32, "Could not authenticate you.");
    const asked = formOf(request);
    const oauth = parseOAuthHeader(request.headers.authorization);
    const callback =
      asked.get("oauth_callback") ?? oauth?.get("oauth_callback");
    if (callback !== "oob")
      return sendOldError(
        response,
        403,
        415,
        "Callback URL not approved for this client application. Approved callback URLs can be adjusted in your application settings",
      );
    const wantsReadOnly = asked.get("x_auth_access_type") === "read";
    const started: RequestToken = {
      token: randomBytes(14).toString("hex"),
      secret: randomBytes(16).toString("hex"),
      permission: wantsReadOnly ? "read" : world.settings.appPermission,
    };
    this.#requests.set(started.token, started);
    sendForm(response, {
      oauth_token: started.token,
      oauth_token_secret: started.secret,
      oauth_callback_confirmed: "true",
    });
  }

  #giveAccessToken(request: Request, response: Response): void {
    const { world, verifier } = this.#parts;
    const started = this.#requests.get(oauthToken(request) ?? "");
    if (started === undefined)
      return sendOldError(response, 401, 89, "Invalid or expired token.");
    if (verifier.disbelief(request, started.secret) !== undefined)
      return sendOldError(response, 401, 32, "Could not authenticate you.");
    const pin = formOf(request).get("oauth_verifier");
    const { account } = started;
    if (account === undefined || pin === null || pin !== started.pin) {
      response
        .status(401)
        .type("text")
        .send(
          "Error processing your OAuth request: Invalid oauth_verifier parameter",
        );
      return;
    }
    this.#requests.delete(started.token);
    const { token, secret } = world.issueToken(account, started.permission);
    sendForm(response, {
      oauth_token: token,
      oauth_token_secret: secret,
      user_id: account.id,
      screen_name: account.username,
    });
  }

  #askForAccount(request: Request, response: Response): void {
    const started = this.#underWay(request);
    if (started === undefined) return sendPage(response, 403, sorryPage());
    const accounts = this.#parts.world.accounts;
    return sendPage(response, 200, choicePage(accounts, started.permission));
  }

  #decide(request: Request, response: Response): void {
    const started = this.#underWay(request);
    const name = formOf(request).get("account") ?? "";
    const account = this.#parts.world.accountNamed(name);
    if (started === undefined || account === undefined)
      return sendPage(response, 403, sorryPage());
    const pin = this.authorize(started.token, account);
    return pin === undefined
      ? sendPage(response, 403, sorryPage())
      : sendPage(response, 200, pinPage(account, pin));
  }

  #underWay(request: Request): RequestToken | undefined {
    const { oauth_token: token } = request.query;
    return typeof token === "string" ? this.#requests.get(token) : undefined;
  }
}

function sendForm(response: Response, values: Record<string, string>): void {
  const body = new URLSearchParams(values).toString();
  response.type("html").send(body);
}

function sendPage(response: Response, status: number, page: string): void {
  response
    .status(status)
    .set(
      "content-security-policy",
      "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'",
    )
    .type("html")
    .send(page);
}
