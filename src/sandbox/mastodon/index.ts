import { createHash } from "node:crypto";
import express, { type Request, type Response, type Router } from "express";
import { z } from "zod";
import { type Call, logCall } from "../call-log.ts";
import { withBody } from "../control-body.ts";
import { type Faults, type RefusalForms, withFaults } from "../faults.ts";
import { Journal } from "../journal.ts";

const LONGEST = 500;
const POSTS_KEPT = 5_000;

export interface MastodonOptions {
  faults: Faults;
  changed: () => void;
  /** ms since 1970 */
  now: () => number;
  /** Usernames; their tokens are "<username>-token". */
  accounts?: string[];
}

/** A post, as it was accepted. */
interface Status {
  id: string;
  username: string;
  text: string;
  at: number;
  replyTo?: string;
}

const newAccount = z.strictObject({ username: z.string().regex(/^\w+$/) });

const snapshot = z.object({
  accounts: z.array(z.string()).exactOptional(),
  posts: z.array(
    z.object({
      id: z.string(),
      username: z.string(),
      text: z.string(),
      at: z.number(),
      replyTo: z.string().exactOptional(),
    }),
  ),
});

const newStatus = z.object({
  status: z.string(),
  in_reply_to_id: z.string().nullish(),
  language: z.string().nullish(),
  visibility: z.literal("public").nullish(),
});

const refusals: RefusalForms = {
  tooMany(response, retryAfterS) {
    const reset = new Date(Date.now() + retryAfterS * 1_000);
    response
      .status(429)
      .set("x-ratelimit-remaining", "0")
      .set("x-ratelimit-reset", reset.toISOString())
      .json({ error: "Too many requests" });
  },
  error(response, { error, status = 422 }) {
    response.status(status).json({ error });
  },
};

/** A pretended Mastodon server: https://docs.joinmastodon.org/methods/statuses/ as far as a status bot needs it. */
export function createMastodon({
  faults,
  changed,
  now,
  accounts: first = ["iati_status", "di_status"],
}: MastodonOptions) {
  let accounts = new Set(first);
  let posts: Status[] = [];
  const keys = new Map<string, Status>();
  const calls = new Journal<Call>(POSTS_KEPT);
  const router = express.Router();
  const call = (
    name: string,
    handle: (account: string, request: Request, response: Response) => void,
  ) => [
    logCall(calls, name, now),
    withFaults(faults, () => `mastodon ${name}`, refusals),
    express.json(),
    (request: Request, response: Response) => {
      const [, token] =
        /^Bearer (.+)-token$/.exec(request.get("authorization") ?? "") ?? [];
      if (token === undefined || !accounts.has(token))
        return void response
          .status(401)
          .json({ error: "The access token is invalid" });
      handle(token, request, response);
    },
  ];
  router.get(
    "/api/v1/accounts/verify_credentials",
    call("GET verify_credentials", (username, _request, response) => {
      response.json({ id: idOf(username), username });
    }),
  );
  router.post(
    "/api/v1/statuses",
    call("POST statuses", (username, request, response) => {
      const key = `${username} ${request.get("idempotency-key") ?? ""}`;
      const before = keys.get(key);
      if (before !== undefined) return void response.json(view(before));
      const asked = newStatus.safeParse(request.body);
      const problem = asked.success
        ? problemWith(asked.data.status)
        : "Validation failed";
      if (problem !== undefined || !asked.success)
        return void response.status(422).json({ error: problem });
      const { status: text, in_reply_to_id: replyTo } = asked.data;
      if (
        typeof replyTo === "string" &&
        !posts.some(({ id }) => id === replyTo)
      )
        return void response.status(404).json({ error: "Record not found" });
      const post = {
        id: String(1_000 + posts.length),
        username,
        text,
        at: now(),
        ...(typeof replyTo === "string" ? { replyTo } : {}),
      };
      posts.push(post);
      if (request.get("idempotency-key") !== undefined) keys.set(key, post);
      changed();
      response.json(view(post));
    }),
  );
  router.get(
    "/api/v1/accounts/:id/statuses",
    call("GET statuses", (_username, request, response) => {
      const mine = posts.filter(
        ({ username }) => idOf(username) === request.params["id"],
      );
      response.json(mine.toReversed().slice(0, 40).map(view));
    }),
  );
  const control: Router = express.Router();
  control.post(
    "/accounts",
    withBody(newAccount, ({ username }, _request, response) => {
      accounts.add(username);
      changed();
      response.json({ id: idOf(username), username });
    }),
  );
  control.get("/posts", (_request, response) => {
    response.json({ posts });
  });
  control.delete("/posts/:id", (request, response) => {
    posts = posts.filter(({ id }) => id !== request.params.id);
    changed();
    response.json({ posts });
  });
  return {
    router,
    control,
    snapshot: () => ({ posts, accounts: [...accounts] }),
    /** Throws, and changes nothing, when this is not a snapshot. */
    load(state: unknown): void {
      const loaded = snapshot.parse(state);
      ({ posts } = loaded);
      accounts = new Set(loaded.accounts ?? accounts);
      keys.clear();
    },
  };
}

/** As long as a number of an account's is, and always the same. */
function idOf(username: string): string {
  const digest = createHash("sha256").update(username).digest();
  return String(digest.readUInt32BE());
}

function problemWith(text: string): string | undefined {
  if (text.trim() === "") return "Validation failed: Text can't be blank";
  return [...new Intl.Segmenter().segment(text)].length > LONGEST
    ? `Validation failed: Text character limit of ${LONGEST} exceeded`
    : undefined;
}

function view({ id, text, at, replyTo }: Status): object {
  const content = text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;")
    .replaceAll(/\n\n+/g, "</p><p>")
    .replaceAll("\n", "<br />");
  return {
    id,
    created_at: new Date(at).toISOString(),
    in_reply_to_id: replyTo ?? null,
    content: `<p>${content}</p>`,
  };
}
