import express, { type Request, type Response, Router } from "express";
import type { Context } from "../../actions/context.ts";
import {
  confirmByMail,
  mailOfToken,
  publicTopic,
  signupOf,
  signUpByMail,
  stopByMail,
  type Stopped,
} from "../../actions/mail/mail-signup.ts";
import { manageToken } from "../../actions/mail/mail-tokens.ts";
import type { PublicNamespace } from "../../actions/public/public-view.ts";
import { RateLimit } from "../../base/rate-limit.ts";
import { siteAddress } from "../../base/site-address.ts";
import { listed } from "../../base/text.ts";
import { HOUR } from "../../domain/time.ts";
import { html } from "../page/html.ts";
import { siteTitle } from "../page/words.ts";
import { fieldsOf, readForm as form, unreadable } from "../forms.ts";
import { formPolicy, sendShell, type Shell } from "../shell.ts";
import { Sites } from "../sites.ts";
import type { Snapshot } from "../snapshot.ts";
import {
  asked,
  chooseNamespace,
  confirmed,
  confirmQuestion,
  manageForm,
  subscribeForm,
} from "./pages.ts";
import { whoAsks } from "../who-asks.ts";

const LONGEST_FORM = "8kb";
const MOST_ASKED = { most: 20, withinMs: HOUR };

export interface MailPagesParts {
  /** The system's own context. */
  context: () => Context;
  snapshot: Snapshot;
  /** Where this program is reached from outside. */
  urlOf: (path: string) => string;
  tellOperators: (text: string) => Promise<void>;
}

/** Where people ask for mails, say that they meant it, and stop them. None of it needs a script. */
export function mailRouter(parts: MailPagesParts): Router {
  const pages = new MailPages(parts);
  const router = Router({ caseSensitive: true });
  // Programs that unsubscribe may say it as multipart/form-data (RFC 8058, section 3.2).
  const parted = express.text({
    type: "multipart/form-data",
    limit: LONGEST_FORM,
  });
  router.get("/subscribe", (request, response) =>
    pages.choose(request, response),
  );
  router.get("/n/:slug/subscribe", (request, response) =>
    pages.form(request, response),
  );
  router.post("/n/:slug/subscribe", form, (request, response) =>
    pages.signUp(request, response),
  );
  router.get("/mail/confirm/:token", (request, response) =>
    pages.question(request, response),
  );
  router.post("/mail/confirm/:token", form, (request, response) =>
    pages.confirm(request, response),
  );
  router.get("/mail/:token", (request, response) =>
    pages.manage(request, response),
  );
  router.post("/mail/:token", form, parted, (request, response) =>
    pages.stop(request, response),
  );
  router.use(["/mail", "/n/:slug/subscribe"], unreadable);
  return router;
}

type Asked<Params = { token: string }> = Request<Params>;

class MailPages {
  readonly #parts: MailPagesParts;
  readonly #limit = new RateLimit(MOST_ASKED);
  readonly #sites: Sites;

  constructor(parts: MailPagesParts) {
    this.#parts = parts;
    this.#sites = new Sites(parts.snapshot);
  }

  choose(request: Request, response: Response): void {
    const shown = this.#shown(request);
    const content = chooseNamespace(shown);
    // Where only one is shown, it is that one's own domain.
    const [only] = shown.length === 1 ? shown : [];
    this.#send(response, { content, namespace: only ?? null });
  }

  form(request: Asked<{ slug: string }>, response: Response): void {
    const namespace = this.#namespace(request);
    if (namespace === undefined) return this.#missing(request, response);
    const { service } = request.query;
    const content = subscribeForm(namespace, {
      service: typeof service === "string" ? service : null,
      problem: null,
      typed: "",
    });
    this.#send(response, { content, namespace });
  }

  async signUp(
    request: Asked<{ slug: string }>,
    response: Response,
  ): Promise<void> {
    const namespace = this.#namespace(request);
    if (namespace === undefined) return this.#missing(request, response);
    const { address = "", service = "" } = fieldsOf(request);
    const again = (status: number, problem: string): void =>
      this.#send(response, {
        status,
        namespace,
        content: subscribeForm(namespace, { service, problem, typed: address }),
      });
    const isShown =
      service === "" || namespace.services.some(({ slug }) => slug === service);
    if (!isShown) return again(400, "Choose one of the services.");
    const context = this.#parts.context();
    if (this.#limit.take(whoAsks(request), context.now) > 0)
      return again(429, "That was asked too often: try again in an hour.");
    const topic = await publicTopic(context, {
      namespace: namespace.slug,
      service: service === "" ? null : service,
    });
    if (topic === null) return this.#missing(request, response);
    const urlOf = siteAddress(this.#parts.urlOf, namespace.domain);
    const done = await signUpByMail(context, address, topic, {
      page: siteTitle(namespace),
      confirmUrl: (token) => urlOf(`/mail/confirm/${token}`),
    });
    if (!done.ok) return again(400, done.text);
    this.#send(response, {
      title: "One more step",
      content: asked(),
      namespace,
    });
  }

  async question(request: Asked, response: Response): Promise<void> {
    const { token } = request.params;
    const signup = await signupOf(this.#parts.context(), token);
    if (signup === null) return this.#missing(request, response, TOO_OLD);
    this.#send(response, {
      content: confirmQuestion(signup.name, `/mail/confirm/${token}`),
      namespace: this.#of(request, signup.namespaceSlug),
    });
  }

  async confirm(request: Asked, response: Response): Promise<void> {
    const context = this.#parts.context();
    const done = await confirmByMail(context, request.params.token);
    if (done === null) return this.#missing(request, response, TOO_OLD);
    const manage = `/mail/${manageToken(context.secrets, done.recipient)}`;
    this.#send(response, {
      title: "Done",
      content: confirmed(done.name, manage),
      namespace: this.#of(request, done.namespaceSlug),
    });
  }

  async manage(request: Asked, response: Response): Promise<void> {
    const { token } = request.params;
    const found = await mailOfToken(this.#parts.context(), token);
    if (found === null) return this.#missing(request, response);
    const slugs = new Set(
      [...found.lines, ...found.reports].map((one) => one.namespaceSlug),
    );
    const [only] = slugs.size === 1 ? slugs : [];
    this.#send(response, {
      content: manageForm(found, `/mail/${token}`),
      namespace: this.#of(request, only ?? null),
    });
  }

  async stop(request: Asked, response: Response): Promise<void> {
    const which = whichOf(request);
    if (which === undefined) return this.manage(request, response);
    const { token } = request.params;
    const done = await stopByMail(this.#parts.context(), token, which);
    if (done === null) return this.#missing(request, response);
    const { outlet, ended } = done;
    if (ended.length > 0 && !outlet.recipient.startsWith("reader:"))
      await this.#parts.tellOperators(
        `Somebody who reads ${outlet.label} stopped its mails of ${listed(ended)}. \`subscribe mail\` shows the lists.`,
      );
    await this.manage(request, response);
  }

  /** Those that the page shows at the host that was asked. */
  #shown(request: Pick<Request, "hostname">): PublicNamespace[] {
    const { namespaces = [] } = this.#sites.of(request)?.view ?? {};
    return namespaces.filter(({ services }) => services.length > 0);
  }

  #namespace(request: Asked<{ slug: string }>): PublicNamespace | undefined {
    return this.#of(request, request.params.slug) ?? undefined;
  }

  /** In whose look a page is; null where several have a part in it. */
  #of(
    request: Pick<Request, "hostname">,
    slug: string | null,
  ): PublicNamespace | null {
    return this.#shown(request).find((one) => one.slug === slug) ?? null;
  }

  #missing(
    request: Request<{ token: string }> | Request<{ slug: string }>,
    response: Response,
    words = "There is nothing here.",
  ): void {
    const { only = null } = this.#sites.of(request) ?? {};
    this.#send(response, {
      status: 404,
      title: "Not found",
      content: html`<p>${words}</p>`,
      namespace: this.#of(request, only),
    });
  }

  #send(
    response: Response,
    page: Pick<Shell, "content"> & Partial<Shell>,
  ): void {
    sendShell(response, {
      status: 200,
      title: TITLE,
      policy: formPolicy,
      ...page,
    });
  }
}

const TITLE = "News by mail";
const TOO_OLD =
  "This link is too old, or was never one of ours: ask for mails once more.";

/** What is to stop: one line, or (as programs ask, with one request) all. */
function whichOf(request: Request<{ token: string }>): Stopped | undefined {
  const fields = fieldsOf(request);
  const isOneClick =
    fields["List-Unsubscribe"] === "One-Click" ||
    (typeof request.body === "string" &&
      /name="?List-Unsubscribe"?[^]*One-Click/u.test(request.body));
  if (isOneClick || fields["stop"] === "all") return "all";
  const [, kind, id] =
    /^(line|report) ([1-9]\d{0,8})$/.exec(fields["stop"] ?? "") ?? [];
  if (id === undefined) return undefined;
  return kind === "line" ? { line: Number(id) } : { report: Number(id) };
}
