import {
  type MailOfAddress,
  reportName,
} from "../../actions/mail/mail-signup.ts";
import type { PublicNamespace } from "../../actions/public/public-view.ts";
import type { Audience } from "../../domain/announcement.ts";
import { html, type Html } from "../page/html.ts";

/** More do not fit a menu that one can choose from. */
const MOST_SERVICES = 200;

/** Where an address is entered. */
export function subscribeForm(
  namespace: PublicNamespace,
  {
    service,
    problem,
    typed,
  }: { service: string | null; problem: string | null; typed: string },
): Html {
  const services = namespace.services.slice(0, MOST_SERVICES);
  return html`<p>
      A mail when something is down, and when it is back. Before the first one
      you are asked by mail whether you meant it; each has a link that ends
      them.
    </p>
    ${problem === null ? null : html`<p class="stale" role="alert">${problem}</p>`}
    <form class="by-mail" method="post" action="/n/${namespace.slug}/subscribe">
      <p>
        <label for="address">Your mail address</label><br />
        <input
          id="address"
          name="address"
          type="email"
          autocomplete="email"
          maxlength="254"
          required
          value="${typed}"
        />
      </p>
      <p>
        <label for="service">Of what</label><br />
        <select id="service" name="service">
          <option value="">All of ${namespace.name}</option>
          ${services.map(({ slug, name }) => option(slug, name, slug === service))}
        </select>
      </p>
      <p><button type="submit">Ask for mails</button></p>
    </form>`;
}

function option(value: string, words: string, isChosen: boolean): Html {
  return isChosen
    ? html`<option value="${value}" selected>${words}</option>`
    : html`<option value="${value}">${words}</option>`;
}

/** Which namespace, where there are several. */
export function chooseNamespace(namespaces: readonly PublicNamespace[]): Html {
  return html`<p>Of which do you want to hear?</p>
    <ul>
      ${namespaces.map(({ slug, name }) => html`<li><a href="/n/${slug}/subscribe">${name}</a></li>`)}
    </ul>`;
}

/** The same whatever became of it. */
export function asked(): Html {
  return html`<p>
    Look into your mailbox: where the address can get our mails, it gets one
    that asks whether you meant it. Open its link within two days. Nothing there
    after some minutes? Look among the spam, then try again in an hour.
  </p>`;
}

/** One press, because programs that look for dangerous links follow them all. */
export function confirmQuestion(name: string, path: string): Html {
  return html`<p>
      Do you want a mail when ${name} is down, and when it is back?
    </p>
    <form class="by-mail" method="post" action="${path}">
      <p><button type="submit">Yes, send me mails</button></p>
    </form>`;
}

export function confirmed(name: string, manage: string): Html {
  return html`<p>You hear of ${name} by mail from now on.</p>
    <p><a href="${manage}">See what comes, or stop it</a></p>`;
}

/** What comes to an address, with a button to end each. */
export function manageForm(
  { outlet: { label, audience }, lines, reports }: MailOfAddress,
  path: string,
): Html {
  const rows = [
    ...lines.map((line) =>
      stopRow(nameOf(line, audience), `line ${line.id}`, path),
    ),
    ...reports.map((report) =>
      stopRow(reportName(report), `report ${report.id}`, path),
    ),
  ];
  if (rows.length === 0)
    return html`<p>Nothing comes to ${label} any more.</p>`;
  return html`<p>To ${label} come mails of:</p>
    <ul>
      ${rows}
    </ul>
    <form class="by-mail" method="post" action="${path}">
      <p>
        <button type="submit" name="stop" value="all">Stop all of them</button>
      </p>
    </form>`;
}

/** Customers do not read what something is called by now that is hidden from them. */
function nameOf(
  {
    pattern,
    serviceName,
    namespaceName,
    isPublic,
  }: MailOfAddress["lines"][number],
  audience: Audience,
): string {
  if (pattern !== null) return pattern;
  return audience === "customers" && !isPublic
    ? "what is not on our page any more"
    : (serviceName ?? namespaceName ?? "");
}

function stopRow(name: string, value: string, path: string): Html {
  return html`<li>
    <form class="by-mail" method="post" action="${path}">
      ${name}
      <button type="submit" name="stop" value="${value}">Stop</button>
    </form>
  </li>`;
}
