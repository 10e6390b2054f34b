import { hash } from "node:crypto";
import type { PublicIncident } from "../../actions/public/public-incidents.ts";
import type { PublicPanel } from "../../actions/public/public-panels.ts";
import type {
  PublicNamespace,
  PublicService,
  PublicView,
} from "../../actions/public/public-view.ts";
import { type Instant, MINUTE } from "../../domain/time.ts";
import { isOpen } from "../open-namespace.ts";
import { barsInShort } from "./bars.ts";
import { isLeft } from "./panels.ts";
import { hundredths, incidentSummary } from "./words.ts";

/** 66 bits: no two views that follow one another are taken for the same. */
const DIGEST_LENGTH = 11;

/**
 * What a view shows, in short: "facts.figures". Another first part is news, which readers see at once. Figures move by
 * themselves as time goes on, and with each push of a panel; they are read anew now and then. What is not named here is a fact.
 * Namespaces that are not for everybody are left out: from a digest of them their names could be guessed.
 */
export function versionOf(view: PublicView): string {
  const { at, namespaces: all, ...rest } = view;
  const namespaces = all.filter(isOpen);
  const facts = { ...rest, namespaces: namespaces.map(factsOf) };
  const figures = {
    lasting: view.incidents.map((one) => lasting(one, at)),
    namespaces: namespaces.map((one) => figuresOf(one, at)),
  };
  return `${digest(facts)}.${digest(figures)}`;
}

function digest(shown: object): string {
  const whole = hash("sha256", JSON.stringify(shown), "base64url");
  return whole.slice(0, DIGEST_LENGTH);
}

/** `since` is now where nothing is watched yet. */
function factsOf({
  panels: _panels,
  since: _since,
  services,
  ...facts
}: PublicNamespace): object {
  return {
    ...facts,
    services: services.map(({ days: _days, uptimes: _uptimes, ...one }) => one),
  };
}

function figuresOf(
  { panels, services }: PublicNamespace,
  at: Instant,
): unknown[] {
  return [
    panels.map((panel) => panelFigures(panel, at)),
    services.map(serviceFigures),
  ];
}

function lasting({ id, ...incident }: PublicIncident, at: Instant): string {
  return `${id} ${incidentSummary(incident, at)}`;
}

function serviceFigures({ days, uptimes }: PublicService): string {
  let short = barsInShort(days);
  for (const { ratio } of uptimes)
    short += ratio === null ? " -" : ` ${hundredths(ratio)}`;
  return short;
}

/** When it was renewed is shown to the minute. */
function panelFigures(
  { at, staleFrom, series, ...panel }: PublicPanel,
  now: Instant,
): object {
  return {
    ...panel,
    minute: at === null ? null : Math.floor(at / MINUTE),
    isStale: now > staleFrom,
    series: series.map(({ points, ...one }) => [
      one,
      valuesInShort(points),
      isLeft({ at, staleFrom }, { points, ...one }, now),
    ]),
  };
}

type Points = PublicPanel["series"][number]["points"];

/** Worked out once: a panel's numbers stay the same array until it is renewed. */
const known = new WeakMap<Points, string>();

function valuesInShort(points: Points): string {
  const before = known.get(points);
  if (before !== undefined) return before;
  const values = digest(points.map(({ value }) => value));
  known.set(points, values);
  return values;
}
