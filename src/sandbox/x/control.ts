import express, { type Router } from "express";
import { z } from "zod";
import { notThere, withBody } from "../control-body.ts";
import { serveJournal } from "../journal.ts";
import type { Parts } from "./calls.ts";
import { imageOf } from "./media.ts";
import type { SignIn } from "./sign-in.ts";
import { accountSchema, settingsSchema, type Account } from "./state.ts";
import type { XWorld } from "./world.ts";

const { username, name } = accountSchema.shape;

const accountPatch = z.strictObject({
  name: z.exactOptional(name),
  suspended: z.exactOptional(z.boolean()),
  outOfCredits: z.exactOptional(z.boolean()),
  /** What its present tokens may do; after "read" one gets "write" back by authorising again. */
  permission: z.exactOptional(z.enum(["read", "write"])),
  /** Makes its present tokens void. */
  revoked: z.exactOptional(z.literal(true)),
});
type AccountPatch = z.infer<typeof accountPatch>;

const newAccount = z.strictObject({ username, name: z.exactOptional(name) });
const tweetAs = z.strictObject({ username, text: z.string().min(1) });
const authorizeAs = z.strictObject({ oauthToken: z.string(), username });

/**
 * What tests and the page may see and switch:
 * GET / · PATCH /settings · POST /accounts · PATCH /accounts/:username · GET /tweets?account= · POST /tweets (as a person would
 * in the app) · DELETE /tweets/:id · GET /calls · POST /authorize · GET /media/:id
 */
export function xControl(parts: Parts, signIn: SignIn): Router {
  const { world, calls, verifier } = parts;
  const control = express.Router();
  control.use(express.json());
  control.get("/", (_request, response) => {
    response.json({
      app: verifier.app,
      settings: world.settings,
      accounts: world.accounts.map((account) => accountView(world, account)),
      bill: world.bill(),
    });
  });
  control.patch(
    "/settings",
    withBody(settingsSchema.partial(), (body, _request, response) => {
      Object.assign(world.settings, body);
      world.changed();
      response.json(world.settings);
    }),
  );
  addAccountControl(control, world);
  addTweetControl(control, world);
  control.get("/calls", serveJournal(calls, "calls"));
  control.post(
    "/authorize",
    withBody(authorizeAs, (body, _request, response) => {
      const account = world.accountNamed(body.username);
      const pin = account && signIn.authorize(body.oauthToken, account);
      if (pin === undefined) return notThere(response, "such sign-in");
      response.json({ pin });
    }),
  );
  return control;
}

function addAccountControl(control: Router, world: XWorld): void {
  control.post(
    "/accounts",
    withBody(newAccount, (body, _request, response) => {
      if (world.accountNamed(body.username) !== undefined) {
        response.status(409).json({ error: "there is one of this name" });
        return;
      }
      const account = world.addAccount(
        body.username,
        body.name ?? body.username,
      );
      response.status(201).json(accountView(world, account));
    }),
  );
  control.patch(
    "/accounts/:username",
    withBody(accountPatch, (body, request, response) => {
      const account = world.accountNamed(String(request.params["username"]));
      if (account === undefined) return notThere(response, "such account");
      change(world, account, body);
      response.json(accountView(world, account));
    }),
  );
}

function change(world: XWorld, account: Account, patch: AccountPatch): void {
  const { permission, revoked, ...own } = patch;
  Object.assign(account, own);
  for (const token of world.tokensOf(account)) {
    if (permission !== undefined) token.permission = permission;
    if (revoked !== undefined) token.revoked = true;
  }
  world.changed();
}

function accountView(world: XWorld, account: Account): object {
  const tokens = world
    .tokensOf(account)
    .map(({ token, secret, permission, revoked }) => ({
      token,
      secret,
      permission,
      revoked,
    }));
  return { ...account, tokens };
}

function addTweetControl(control: Router, world: XWorld): void {
  control.get(
    "/tweets",
    serveJournal(world.tweets, "tweets", (tweet, { query }) => {
      return (
        query["account"] === undefined || query["account"] === tweet.username
      );
    }),
  );
  control.post(
    "/tweets",
    withBody(tweetAs, (body, _request, response) => {
      const account = world.accountNamed(body.username);
      if (account === undefined) return notThere(response, "such account");
      const tweet = world.publish(account, {
        text: body.text,
        mediaIds: [],
        extra: {},
      });
      response.status(201).json(tweet);
    }),
  );
  control.delete("/tweets/:id", (request, response) => {
    const tweet = world.tweetById(request.params.id);
    if (tweet === undefined) return notThere(response, "such tweet");
    world.deleteTweet(tweet);
    response.json(tweet);
  });
  control.get("/media/:id", (request, response) => {
    const media = world.mediaById(request.params.id);
    if (media === undefined) return notThere(response, "such picture");
    response.type(media.type).send(imageOf(media));
  });
}
