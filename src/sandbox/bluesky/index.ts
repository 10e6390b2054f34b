import { createHash } from "node:crypto";
import express, { type Request, type Response, type Router } from "express";
import { z } from "zod";
import { type Call, logCall } from "../call-log.ts";
import { withBody } from "../control-body.ts";
import { type Faults, type RefusalForms, withFaults } from "../faults.ts";
import { Journal } from "../journal.ts";

const LONGEST = 300;
const CALLS_KEPT = 5_000;

export interface BlueskyOptions {
  faults: Faults;
  changed: () => void;
  /** ms since 1970 */
  now: () => number;
  /** Handles; their app passwords are "<first part of it>-password". */
  accounts?: string[];
}

const storedPost = z.object({
  uri: z.string(),
  cid: z.string(),
  handle: z.string(),
  rkey: z.string(),
  text: z.string(),
  at: z.number(),
  /** As the record says; readers' timelines go by it. */
  createdAt: z.string().exactOptional(),
  replyTo: z.string().exactOptional(),
  links: z.array(z.string()),
});
type StoredPost = z.infer<typeof storedPost>;

const newAccount = z.strictObject({ handle: z.string().regex(/^[\w.-]+$/) });

const snapshot = z.object({
  accounts: z.array(z.string()).exactOptional(),
  posts: z.array(storedPost),
});

const reference = z.object({ uri: z.string().min(1), cid: z.string().min(1) });

const newRecord = z.object({
  repo: z.string(),
  collection: z.literal("app.bsky.feed.post"),
  rkey: z.string().regex(/^[2-7a-z]{13}$/, "rkey must be a valid TID"),
  record: z.object({
    $type: z.literal("app.bsky.feed.post"),
    text: z.string().min(1).max(3_000),
    createdAt: z.iso.datetime(),
    langs: z.array(z.string()).max(3).optional(),
    reply: z.object({ root: reference, parent: reference }).optional(),
    facets: z
      .array(
        z.object({
          index: z.object({ byteStart: z.int(), byteEnd: z.int() }),
          features: z.array(
            z.object({
              $type: z.literal("app.bsky.richtext.facet#link"),
              uri: z.url(),
            }),
          ),
        }),
      )
      .optional(),
  }),
});

function refuse(
  response: Response,
  status: number,
  error: string,
  message: string,
): void {
  response.status(status).json({ error, message });
}

const refusals: RefusalForms = {
  tooMany(response, retryAfterS) {
    const reset = Math.ceil(Date.now() / 1_000) + retryAfterS;
    response.set("ratelimit-reset", String(reset));
    refuse(response, 429, "RateLimitExceeded", "Rate Limit Exceeded");
  },
  error(response, { error, status = 400 }) {
    refuse(response, status, "InvalidRequest", String(error));
  },
};

/** A pretended Bluesky server: sessions by app password, and posts as records. https://docs.bsky.app/docs/api */
export function createBluesky({
  faults,
  changed,
  now,
  accounts: first = ["iati-status.bsky.example", "di-status.bsky.example"],
}: BlueskyOptions) {
  let accounts = [...first];
  let posts: StoredPost[] = [];
  const calls = new Journal<Call>(CALLS_KEPT);
  const router = express.Router();
  const start = (name: string) => [
    logCall(calls, name, now),
    withFaults(faults, () => `bluesky ${name}`, refusals),
    express.json(),
  ];
  const handleOf = (request: Request): string | undefined => {
    const [, handle] =
      /^Bearer access (.+)$/.exec(request.get("authorization") ?? "") ?? [];
    return accounts.find((one) => one === handle);
  };
  router.post(
    "/xrpc/com.atproto.server.createSession",
    start("createSession"),
    (request: Request, response: Response) => {
      const { identifier, password } = request.body as Record<string, unknown>;
      const handle = accounts.find(
        (one) => one === identifier || didOf(one) === identifier,
      );
      if (handle === undefined || password !== passwordOf(handle))
        return refuse(
          response,
          401,
          "AuthenticationRequired",
          "Invalid identifier or password",
        );
      response.json({
        did: didOf(handle),
        handle,
        accessJwt: `access ${handle}`,
        refreshJwt: `refresh ${handle}`,
        active: true,
      });
    },
  );
  router.post(
    "/xrpc/com.atproto.repo.createRecord",
    start("createRecord"),
    (request: Request, response: Response) => {
      const handle = handleOf(request);
      if (handle === undefined)
        return refuse(response, 401, "AuthMissing", "Authentication Required");
      const asked = newRecord.safeParse(request.body);
      const problem = asked.success
        ? problemWith(asked.data, handle, posts)
        : z.prettifyError(asked.error);
      if (!asked.success || problem !== undefined)
        return refuse(response, 400, "InvalidRequest", problem ?? "");
      const { rkey, record } = asked.data;
      const post = {
        uri: `at://${didOf(handle)}/app.bsky.feed.post/${rkey}`,
        cid: cidOf(record),
        handle,
        rkey,
        text: record.text,
        at: now(),
        createdAt: record.createdAt,
        ...(record.reply === undefined
          ? {}
          : { replyTo: record.reply.parent.uri }),
        links: (record.facets ?? []).flatMap(({ features }) =>
          features.map(({ uri }) => uri),
        ),
      };
      posts.push(post);
      changed();
      response.json({ uri: post.uri, cid: post.cid });
    },
  );
  router.get(
    "/xrpc/com.atproto.repo.getRecord",
    start("getRecord"),
    (request: Request, response: Response) => {
      const { repo, rkey } = request.query;
      const found = posts.find(
        (post) => post.rkey === rkey && didOf(post.handle) === repo,
      );
      if (found === undefined)
        return refuse(
          response,
          400,
          "RecordNotFound",
          "Could not locate record",
        );
      const { uri, cid, text } = found;
      response.json({
        uri,
        cid,
        value: { $type: "app.bsky.feed.post", text },
      });
    },
  );
  const control: Router = express.Router();
  control.post(
    "/accounts",
    withBody(newAccount, ({ handle }, _request, response) => {
      accounts = [...new Set([...accounts, handle])];
      changed();
      response.json({ did: didOf(handle), handle });
    }),
  );
  control.get("/posts", (_request, response) => {
    response.json({ posts });
  });
  return {
    router,
    control,
    snapshot: () => ({ posts, accounts }),
    /** Throws, and changes nothing, when this is not a snapshot. */
    load(state: unknown): void {
      const loaded = snapshot.parse(state);
      ({ posts } = loaded);
      accounts = loaded.accounts ?? accounts;
    },
  };
}

function problemWith(
  { repo, rkey, record }: z.infer<typeof newRecord>,
  handle: string,
  posts: readonly StoredPost[],
): string | undefined {
  if (repo !== didOf(handle) && repo !== handle)
    return "repo is not the account's";
  if ([...new Intl.Segmenter().segment(record.text)].length > LONGEST)
    return `text must not be longer than ${LONGEST} graphemes`;
  return posts.some((post) => post.rkey === rkey && post.handle === handle)
    ? "Record already exists"
    : undefined;
}

function passwordOf(handle: string): string {
  return `${handle.split(".")[0]}-password`;
}

function didOf(handle: string): string {
  const digest = createHash("sha256").update(handle).digest("hex");
  return `did:plc:${digest.replaceAll(/[0189]/g, "a").slice(0, 24)}`;
}

/** Of a record in DAG-CBOR by SHA-256, as the clients check it: https://github.com/multiformats/cid */
const CID_PREFIX = Buffer.from([0x01, 0x71, 0x12, 0x20]);

function cidOf(record: unknown): string {
  const digest = createHash("sha256").update(JSON.stringify(record)).digest();
  return `b${base32(Buffer.concat([CID_PREFIX, digest]))}`;
}

const BASE32 = "abcdefghijklmnopqrstuvwxyz234567";

function base32(bytes: Buffer): string {
  const bits = [...bytes]
    .map((byte) => byte.toString(2).padStart(8, "0"))
    .join("");
  const groups = bits.match(/.{1,5}/g) ?? [];
  return groups
    .map((group) => BASE32[Number.parseInt(group.padEnd(5, "0"), 2)])
    .join("");
}
