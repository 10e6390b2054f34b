import { randomBytes } from "node:crypto";
import { Journal } from "../journal.ts";
import { FIRST_ID, nextId } from "./ids.ts";
import {
  prices,
  stateSchema,
  type Account,
  type Media,
  type Post,
  type Priced,
  type Settings,
  type Token,
  type Tweet,
  type XState,
} from "./state.ts";
import { urlsIn } from "./text.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

const startSettings: Settings = {
  appPermission: "write",
  outOfCredits: false,
  replies: "own posts",
  duplicateWindowMs: DAY_MS,
  postsPer15Min: 100,
  appPostsPer24h: 10_000,
  dailyHeaders: false,
};

/** Everything that this pretended X knows: one app, its accounts, their tokens, posts and pictures. */
export class XWorld {
  settings: Settings = { ...startSettings };
  accounts: Account[] = [];
  tokens: Token[] = [];
  media: Media[] = [];
  readonly tweets = new Journal<Omit<Tweet, "seq">>();
  readonly now: () => number;
  readonly #changed: () => void;
  #lastId = FIRST_ID;
  #spent: Partial<Record<Priced, number>> = {};

  constructor(usernames: string[], now: () => number, changed: () => void) {
    this.now = now;
    this.#changed = changed;
    for (const username of usernames) this.addAccount(username, username);
  }

  changed(): void {
    this.#changed();
  }

  newId(): string {
    this.#lastId = nextId(this.now(), this.#lastId);
    return this.#lastId;
  }

  /** A new account has a token with a secret that can be guessed, so that trying allswell needs no sign-in. */
  addAccount(username: string, name: string): Account {
    const account: Account = {
      id: this.newId(),
      username,
      name,
      suspended: false,
      outOfCredits: false,
    };
    this.accounts.push(account);
    this.tokens.push({
      token: `${username}-token`,
      secret: `${username}-token-secret`,
      accountId: account.id,
      permission: "write",
      revoked: false,
    });
    this.changed();
    return account;
  }

  accountById(id: string): Account | undefined {
    return this.accounts.find((account) => account.id === id);
  }

  accountNamed(username: string): Account | undefined {
    const wanted = username.toLowerCase();
    return this.accounts.find(
      (account) => account.username.toLowerCase() === wanted,
    );
  }

  /** A new token of this account, as a sign-in gives it. */
  issueToken(account: Account, permission: Token["permission"]): Token {
    const token: Token = {
      token: `${account.id}-${randomBytes(15).toString("hex")}`,
      secret: randomBytes(22).toString("hex"),
      accountId: account.id,
      permission,
      revoked: false,
    };
    this.tokens.push(token);
    this.changed();
    return token;
  }

  tokensOf(account: Account): Token[] {
    return this.tokens.filter(({ accountId }) => accountId === account.id);
  }

  /** A post that is there: a deleted one is not. */
  tweetById(id: string): Tweet | undefined {
    return this.tweets
      .all()
      .find((tweet) => tweet.id === id && tweet.deletedAt === undefined);
  }

  /** The moment of acceptance: from here on the post is there, whatever becomes of the answer. */
  publish(account: Account, post: Post): Tweet {
    const tweet = this.tweets.add({
      id: this.newId(),
      accountId: account.id,
      username: account.username,
      at: this.now(),
      urls: urlsIn(post.text),
      ...post,
    });
    this.changed();
    return tweet;
  }

  deleteTweet(tweet: Tweet): void {
    tweet.deletedAt = this.now();
    this.tweets.touched();
    this.changed();
  }

  mediaById(id: string): Media | undefined {
    return this.media.find((media) => media.id === id);
  }

  spend(what: Priced, times = 1): void {
    if (times > 0) this.#spent[what] = (this.#spent[what] ?? 0) + times;
  }

  /** What the calls so far would have cost, in dollars, and for what. */
  bill(): { totalUsd: number; counts: Partial<Record<Priced, number>> } {
    const thousandths = Object.keys(prices).reduce((sum, what) => {
      const priced = what as Priced;
      return sum + prices[priced] * (this.#spent[priced] ?? 0);
    }, 0);
    return { totalUsd: thousandths / 1000, counts: { ...this.#spent } };
  }

  snapshot(): XState {
    return structuredClone({
      settings: this.settings,
      accounts: this.accounts,
      tokens: this.tokens,
      tweets: [...this.tweets.all()],
      media: this.media,
      lastId: this.#lastId,
      spent: this.#spent,
    });
  }

  /** Takes over what `snapshot` gave; throws, and changes nothing, when it is something else. */
  load(state: unknown): void {
    const loaded = stateSchema.parse(state);
    this.settings = loaded.settings;
    this.accounts = loaded.accounts;
    this.tokens = loaded.tokens;
    this.media = loaded.media;
    this.tweets.load(loaded.tweets);
    this.#lastId = loaded.lastId;
    this.#spent = loaded.spent;
    this.changed();
  }
}
