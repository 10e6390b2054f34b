import express, { type Request, type Response, type Router } from "express";
import { z } from "zod";
import { withFaults, type Faults } from "../../faults.ts";
import { refusalForms } from "../api/router.ts";
import { refuse } from "../refusal.ts";
import { findUser } from "../workspace.ts";
import type { World } from "../world.ts";
import { Grants } from "./grants.ts";
import { choosePage, errorPage } from "./page.ts";
import { claimsOf, idToken, keySet } from "./tokens.ts";

const asked = z.object({
  client_id: z.string(),
  redirect_uri: z.string(),
  response_type: z.string().default("code"),
  scope: z.string(),
  state: z.string().default(""),
  nonce: z.string().default(""),
  team: z.string().default(""),
});

type Asked = z.output<typeof asked>;

/** "Sign in with Slack": who somebody is, told to an app by OpenID Connect. Its faults are called "slack openid.connect.token" and so on. */
export function openIdRouter(world: World, faults: Faults): Router {
  const grants = new Grants(world);
  const router = express.Router();
  const form = express.urlencoded({ extended: false });
  const faulty = (name: string) =>
    withFaults(faults, () => `slack ${name}`, refusalForms);
  router.get(
    "/.well-known/openid-configuration",
    faulty("openid-configuration"),
    (_request, response) => {
      response.json(discovery(world));
    },
  );
  router.get("/openid/connect/keys", (_request, response) => {
    response.json(keySet());
  });
  router.get("/openid/connect/authorize", (request, response) =>
    ask(world, request, response),
  );
  router.post("/openid/connect/authorize", form, (request, response) =>
    sendBack(world, grants, request, response),
  );
  router.post(
    "/api/openid.connect.token",
    form,
    faulty("openid.connect.token"),
    (request, response) => {
      response.json(exchange(world, grants, request));
    },
  );
  router.all("/api/openid.connect.userInfo", (request, response) => {
    response.json(userInfo(world, grants, request));
  });
  return router;
}

/** As https://slack.com/.well-known/openid-configuration says it. */
function discovery({ baseUrl }: World) {
  const at = (path: string): string => `${baseUrl()}${path}`;
  return {
    issuer: baseUrl(),
    authorization_endpoint: at("/openid/connect/authorize"),
    token_endpoint: at("/api/openid.connect.token"),
    userinfo_endpoint: at("/api/openid.connect.userInfo"),
    jwks_uri: at("/openid/connect/keys"),
    scopes_supported: ["openid", "profile", "email"],
    response_types_supported: ["code"],
    response_modes_supported: ["form_post"],
    grant_types_supported: ["authorization_code"],
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: ["RS256"],
    claims_supported: ["sub", "auth_time", "iss"],
    claims_parameter_supported: false,
    request_parameter_supported: false,
    request_uri_parameter_supported: true,
    token_endpoint_auth_methods_supported: [
      "client_secret_post",
      "client_secret_basic",
    ],
  };
}

/** Slack's word for what is wrong with what an app asks; undefined where nothing is. */
function problemWith(
  { settings }: World,
  { client_id: clientId, redirect_uri: uri, response_type, scope }: Asked,
): string | undefined {
  if (clientId !== settings.clientId) return "invalid_client_id";
  if (!settings.redirectUrls.some((url) => isAtOrBelow(url, uri)))
    return "redirect_uri did not match any configured URIs";
  if (response_type !== "code") return "unsupported_response_type";
  return scope.split(/[ ,]+/).includes("openid") ? undefined : "invalid_scope";
}

function isAtOrBelow(registered: string, uri: string): boolean {
  return uri === registered || uri.startsWith(`${registered}/`);
}

/** What the app asks for; undefined where that cannot be granted, which the response says then. */
function wantedOf(
  world: World,
  given: unknown,
  response: Response,
): z.output<typeof asked> | undefined {
  const parsed = asked.safeParse(given);
  const problem = parsed.success
    ? problemWith(world, parsed.data)
    : "invalid_arguments";
  if (parsed.success && problem === undefined) return parsed.data;
  response.status(400).send(errorPage(problem ?? ""));
  return undefined;
}

function ask(world: World, { query }: Request, response: Response): void {
  const wanted = wantedOf(world, query, response);
  if (wanted === undefined) return;
  const users = world.state.users.filter(
    ({ isBot, isDeleted = false }) => !isBot && !isDeleted,
  );
  response.send(choosePage(users, wanted));
}

/** Back to the app, with a code or with the person's "no". */
function sendBack(
  world: World,
  grants: Grants,
  { body }: Request,
  response: Response,
): void {
  const wanted = wantedOf(world, body, response);
  if (wanted === undefined) return;
  const { user: who = "" } = body as { user?: string };
  const { redirect_uri: redirectUri, state, nonce } = wanted;
  const user = findUser(world, who);
  const back = new URL(redirectUri);
  if (user === undefined) back.searchParams.set("error", "access_denied");
  else
    back.searchParams.set(
      "code",
      grants.give({ user: user.id, redirectUri, nonce }),
    );
  back.searchParams.set("state", state);
  response.redirect(303, back.href);
}

/** Slack answers with 200, whatever it says. */
function exchange(world: World, grants: Grants, { body, headers }: Request) {
  const { settings, now, baseUrl } = world;
  const given = body as Record<string, string | undefined>;
  const { clientId, clientSecret } = clientOf(headers.authorization, given);
  if (clientId !== settings.clientId) return refuse("invalid_client_id");
  if (clientSecret !== settings.clientSecret)
    return refuse("bad_client_secret");
  if (given["grant_type"] !== "authorization_code")
    return refuse("invalid_grant_type");
  const grant = grants.take(given["code"] ?? "", given["redirect_uri"] ?? "");
  if (typeof grant === "string") return refuse(grant);
  const user = findUser(world, grant.user);
  if (user === undefined) return refuse("invalid_code");
  const accessToken = grants.token(user.id);
  world.records.add("call", {
    method: "openid.connect.token",
    outcome: "ok",
    user: user.id,
  });
  return {
    ok: true,
    access_token: accessToken,
    token_type: "Bearer",
    id_token: idToken({ nonce: grant.nonce, accessToken }, user, {
      issuer: baseUrl(),
      clientId,
      now: now(),
    }),
  };
}

/** In the form, or in the header. */
function clientOf(
  authorization: string | undefined,
  given: Record<string, string | undefined>,
): { clientId: string | undefined; clientSecret: string | undefined } {
  const [, basic] = /^Basic (.+)$/i.exec(authorization ?? "") ?? [];
  if (basic === undefined)
    return {
      clientId: given["client_id"],
      clientSecret: given["client_secret"],
    };
  const [clientId, clientSecret] = Buffer.from(basic, "base64")
    .toString()
    .split(":")
    .map(decodeURIComponent);
  return { clientId, clientSecret };
}

function userInfo(world: World, grants: Grants, { headers }: Request) {
  const [, token = ""] =
    /^Bearer (.+)$/i.exec(headers.authorization ?? "") ?? [];
  const user = findUser(world, grants.ownerOf(token) ?? "");
  return user === undefined
    ? refuse("invalid_auth")
    : { ok: true, sub: user.id, ...claimsOf(user) };
}
