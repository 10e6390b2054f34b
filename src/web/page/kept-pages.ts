import type {
  PublicNamespace,
  PublicView,
} from "../../actions/public/public-view.ts";
import { inTime } from "../in-time.ts";
import { KeptAnswer } from "../kept-answer.ts";
import { KeptAnswers } from "../kept-answers.ts";
import { LastGood } from "../last-good.ts";
import { PrivateAnswer } from "../private-answer.ts";
import { shell } from "../shell.ts";
import { type Edition, isStale, type SnapshotParts } from "../snapshot.ts";
import { html, type Html } from "./html.ts";
import { type AssetPaths, page } from "./layout.ts";
import { overallSentence, siteTitle } from "./words.ts";

const HTML_TYPE = "text/html; charset=utf-8";
const NOTHING_KNOWN =
  "How the services are is not known yet: try again in a minute.";

export interface PageParts extends SnapshotParts {
  /** What there is to see; undefined while nothing is known yet. */
  view: () => Edition | undefined;
  assets: AssetPaths;
  /** Where one plays with the sandbox; null where there is none. */
  playground: string | null;
  /** Whether people can ask for mails. */
  hasMail?: boolean;
  /** Whether people of the team can sign in. */
  hasSignIn?: boolean;
  /** Who sees more than everybody; undefined: nobody does. */
  inside?: Inside;
}

/** What a page is about; null where there is no more to see than everybody sees. */
export type About =
  | { kind: "overview"; namespace: string | null }
  | { kind: "service"; slug: string }
  | { kind: "incident"; id: number }
  | { kind: "monitor"; id: number }
  | null;

/** What somebody who is signed in sees. */
export interface Inside {
  /** The status of what is answered; undefined: that of the page. */
  status: number | undefined;
  /** Stands in the head of the page. */
  head: Html;
  /** In the header: who they are. */
  who: Html;
  /** The page with all that they see; `shown` is what everybody sees, undefined where that is nothing. */
  add: (
    about: About,
    shown: Shown | undefined,
    view: PublicView,
  ) => Promise<Shown | undefined>;
}

/** An answer that is ready to be sent. */
export type Answer = KeptAnswer | PrivateAnswer;

/** What a page shows beside the frame. */
export interface Shown {
  title: string;
  namespace: PublicNamespace | null;
  content: Html;
  /**
   * Slugs of the services that it speaks of, where more than the view was read to make it: it is shown again while that
   * cannot be read.
   */
  services?: readonly string[];
  /** More than the view was read to make it, and may change without it: where there are `services`, too. */
  hasMore?: boolean;
}

/** Makes pages, each once for each view; what was good last is shown where it cannot be made anew. */
export class KeptPages {
  readonly #parts: PageParts;
  readonly #kept: KeptAnswers;
  readonly #last = new LastGood<Shown>();

  constructor(parts: PageParts) {
    this.#parts = parts;
    this.#kept = new KeptAnswers(parts.log);
  }

  /** A page with its frame, made of the view and of what `make` reads; undefined from it: there is nothing. */
  async page(key: string, about: About, make: Make): Promise<Answer> {
    const view = this.#parts.view();
    if (view === undefined) return notNow(NOTHING_KNOWN);
    const isStale = this.#isStale(view);
    const { inside } = this.#parts;
    try {
      if (inside !== undefined) {
        const shown = await inside.add(about, await make(view), view);
        const { status, text } = this.#text(view, isStale, about, shown);
        return new PrivateAnswer(inside.status ?? status, text);
      }
      const answer = this.#kept.get(view, `${key} ${isStale}`, async () => {
        const shown = await make(view);
        this.#remember(key, shown, view);
        const made = this.#text(view, isStale, about, shown);
        return new KeptAnswer(made.status, HTML_TYPE, made.text);
      });
      const hasLast = this.#last.of(key, view) !== undefined;
      return await (hasLast ? inTime(answer) : answer);
    } catch (error) {
      this.#parts.log.warn({ err: error }, "a public page could not be made");
      return this.#instead(key, about, view);
    }
  }

  /** One that is gone is forgotten. */
  #remember(key: string, shown: Shown | undefined, { at }: PublicView): void {
    if (shown?.services === undefined) this.#last.forget(key);
    else this.#last.keep(key, { value: shown, services: shown.services, at });
  }

  /** The last good page with its age; where there is none, that it cannot be shown now. */
  #instead(key: string, about: About, view: Edition): KeptAnswer {
    const last = this.#last.of(key, view);
    const other = { ...view, version: "" };
    const { status, text } =
      last === undefined
        ? { ...this.#text(other, this.#isStale(view), null, away), status: 503 }
        : this.#text({ ...other, at: last.at }, true, about, last.value);
    return new KeptAnswer(status, HTML_TYPE, text);
  }

  #text(
    view: Edition,
    isStale: boolean,
    about: About,
    shown: Shown | undefined,
  ): { status: number; text: string } {
    const { assets, playground, hasMail = false, inside } = this.#parts;
    const { hasSignIn = false } = this.#parts;
    const frame = {
      namespaces: view.namespaces.filter(({ services }) => services.length > 0),
      assets,
      playground,
      hasMail,
      at: view.at,
      version: view.version,
      isStale,
      inside,
    };
    // What is not there in an old view may be there by now.
    const nothing = isStale ? away : nothingHere;
    const { title, namespace, content, services } = shown ?? nothing;
    const { hasMore = services !== undefined } = shown ?? nothing;
    const path = pathOf(about, namespace);
    const text = page({
      ...frame,
      title,
      namespace,
      content,
      hasMore: inside !== undefined || hasMore,
      description: titleOf(view, namespace),
      signIn:
        hasSignIn && inside === undefined
          ? `/sign-in?to=${encodeURIComponent(path)}`
          : null,
    });
    const missing = isStale ? 503 : 404;
    return { status: shown === undefined ? missing : 200, text };
  }

  /** A text without the frame, made of the view alone; undefined from `make`: there is nothing. */
  async bare(
    key: string,
    make: (view: PublicView, isStale: boolean) => string | undefined,
  ): Promise<Answer> {
    const view = this.#parts.view();
    if (view === undefined) return notNow(NOTHING_KNOWN);
    const isStale = this.#isStale(view);
    return this.#kept.get(view, `${key} ${isStale}`, async () => {
      const text = make(view, isStale);
      const made =
        text === undefined
          ? this.#text(view, isStale, null, undefined)
          : { status: 200, text };
      return new KeptAnswer(made.status, HTML_TYPE, made.text);
    });
  }

  #isStale(view: PublicView): boolean {
    return isStale(view, this.#parts.clock.now());
  }
}

type Make = (
  view: PublicView,
) => Shown | undefined | Promise<Shown | undefined>;

/** Where to come back to after signing in. */
function pathOf(about: About, namespace: PublicNamespace | null): string {
  switch (about?.kind) {
    case "service":
      return `/s/${about.slug}`;
    case "incident":
      return `/incidents/${about.id}`;
    case "monitor":
      return `/monitors/${about.id}`;
    case "overview":
      return about.namespace === null ? "/" : `/n/${about.namespace}`;
    case undefined:
      return namespace === null ? "/" : `/n/${namespace.slug}`;
  }
}

const nothingHere: Shown = {
  title: "Not found",
  namespace: null,
  content: html`<h1>There is nothing here</h1>
    <p><a href="/">How all services are</a></p>`,
};

const away: Shown = {
  title: "Not at the moment",
  namespace: null,
  content: html`<h1>This page cannot be shown at the moment</h1>
    <p>Try again in a minute. <a href="/">How all services are</a></p>`,
};

/** "Registry is down · IATI status" */
export function titleOf(
  view: PublicView,
  namespace: PublicNamespace | null,
): string {
  const shown = namespace === null ? view.namespaces : [namespace];
  const { text } = overallSentence(shown.flatMap(({ services }) => services));
  return `${text} · ${siteTitle(namespace)}`;
}

/** While nothing was ever known: the database is away since before the start. */
function notNow(sentence: string): KeptAnswer {
  const words = shell({
    title: "Not at the moment",
    content: html`<p>${sentence} <a href="/">Try again</a></p>`,
  });
  return new KeptAnswer(503, HTML_TYPE, words);
}
