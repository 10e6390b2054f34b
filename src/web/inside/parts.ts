import type { HealthKind } from "../../domain/health.ts";
import type { Outcome } from "../../domain/result.ts";
import type { Status } from "../../domain/service.ts";
import { html, type Html } from "../page/html.ts";
import { icon } from "../page/icons.ts";
import { type Cell, scrollingTable } from "../page/table.ts";

// What the sections for those who are signed in are made of.

/** How a monitor stands, in a word, and how that looks. */
const healths: Record<HealthKind, { status: Status; word: string }> = {
  unknown: { status: "unknown", word: "Not looked at yet" },
  up: { status: "up", word: "Up" },
  degraded: { status: "difficulties", word: "Degraded" },
  failing: { status: "difficulties", word: "Failing, not confirmed yet" },
  down: { status: "down", word: "Down" },
  paused: { status: "unknown", word: "Paused" },
  maintenance: { status: "maintenance", word: "Maintenance" },
};

/** What one look saw. */
const outcomes: Record<Outcome, { status: Status; word: string }> = {
  up: { status: "up", word: "Up" },
  degraded: { status: "difficulties", word: "Degraded" },
  down: { status: "down", word: "Down" },
  unknown: { status: "unknown", word: "Could not look" },
};

function marked({ status, word }: { status: Status; word: string }): Html {
  return html`<span class="status ${status}">${icon(status)} ${word}</span>`;
}

export const healthBadge = (kind: HealthKind): Html => marked(healths[kind]);
export const outcomeBadge = (outcome: Outcome): Html =>
  marked(outcomes[outcome]);

/** A table that scrolls by itself where it is too wide; words where it has no rows. */
export function tableOf(
  name: string,
  head: readonly string[],
  rows: readonly (readonly Cell[])[],
  none: string,
): Html {
  if (rows.length === 0) return html`<p>${none}</p>`;
  return scrollingTable(name, { head, rows }, { inner: true });
}

/** What is known, name by name; null where nothing is. */
export function factList(
  facts: readonly (readonly [string, Cell | readonly Html[]])[],
): Html | null {
  const known = facts.filter(([, value]) => value !== null && value !== "");
  if (known.length === 0) return null;
  return html`<dl class="facts">
    ${known.map(
      ([name, value]) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${value}</dd>
        </div> `,
    )}
  </dl>`;
}

/** A number of a measurement, with at most one decimal. */
export function plainValue(value: string | number | boolean): string {
  return typeof value === "number"
    ? String(Math.round(value * 10) / 10)
    : String(value);
}

/** A part of the page that only those see who are signed in. */
export function section(id: string, title: string, content: Html): Html {
  return html`<section class="inside" aria-labelledby="${id}">
    <h2 id="${id}">${title}</h2>
    ${content}
  </section> `;
}

/** A form that does one of several things; `to` is where it leads back to. */
export interface ActForm {
  action: string;
  to: string;
  /** Of the visitor. */
  token: string;
}

export interface Choice {
  name: string;
  label: string;
  options: readonly (readonly [value: string, words: string])[];
}

/** A button that does something, with what there is to choose before. */
export function actForm(
  { action, to, token }: ActForm,
  act: string,
  words: string,
  choice?: Choice,
): Html {
  return html`<form class="act" method="post" action="${action}">
    <input type="hidden" name="token" value="${token}" />
    <input type="hidden" name="to" value="${to}" />
    ${choice === undefined ? null : chooser(choice)}
    <button name="act" value="${act}">${words}</button>
  </form> `;
}

function chooser({ name, label, options }: Choice): Html {
  return html`<select name="${name}" aria-label="${label}">
    ${options.map(([value, words]) => html`<option value="${value}">${words}</option>`)}
  </select>`;
}

/** How long a pause lasts. */
export const pauseChoice: Choice = {
  name: "for",
  label: "How long to pause",
  options: [
    ["1h", "for 1 hour"],
    ["4h", "for 4 hours"],
    ["1d", "for 1 day"],
    ["", "until resumed"],
  ],
};

/** How long the team is not pinged. */
export const snoozeChoice: Choice = {
  name: "for",
  label: "How long to snooze",
  options: [
    ["1h", "for 1 hour"],
    ["4h", "for 4 hours"],
    ["tomorrow", "until tomorrow morning"],
    ["good", "until it is over"],
  ],
};

/** Only what is an address of the web becomes a link. */
export function linkTo(address: string): Html {
  const { protocol = "" } = URL.parse(address) ?? {};
  return protocol === "https:" || protocol === "http:"
    ? html`<a href="${address}" rel="noreferrer">${address}</a>`
    : html`${address}`;
}
