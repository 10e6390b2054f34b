import type { InsideIncident } from "../../actions/inside/inside-view.ts";
import type { Sight } from "../../base/slack-evidence.ts";
import { durationInWords } from "../../domain/duration.ts";
import { behindSentence } from "../../domain/sentences.ts";
import { html, type Html } from "../page/html.ts";
import { exactMoment, latencyWords, moment } from "../page/words.ts";
import { deliveryTable } from "./deliveries.ts";
import { evidence } from "./evidence.ts";
import {
  actForm,
  factList,
  healthBadge,
  outcomeBadge,
  section,
  snoozeChoice,
  tableOf,
} from "./parts.ts";
import type { Scene } from "./service.ts";

/** One incident as the team sees it: cause, who is on it, evidence, what happened, and who was told. */
export function incidentInside(view: InsideIncident, scene: Scene): Html {
  const { deliveries, hasMoreDeliveries } = view;
  const { timezone } = scene;
  return html`${section("inside-incident", "For the team", html`${factsOf(view, timezone)} ${actsOf(view, scene)}`)}
  ${view.failing.length === 0 ? null : section("inside-failing", "What fails now", failingTable(view, timezone))}
  ${seen(view, scene)}
  ${section("inside-timeline", "All that happened", timelineOf(view, timezone))}
  ${section(
    "inside-deliveries",
    "Deliveries",
    html`${deliveryTable(deliveries, timezone)}
    ${hasMoreDeliveries ? html`<p>There are more than these.</p>` : null}`,
  )}`;
}

function factsOf(
  { incident, isSnoozed }: InsideIncident,
  timezone: string,
): Html | null {
  const { cause, downSoFarMs, acknowledgedBy, resolvedAt, snoozedUntil } =
    incident;
  return factList([
    [
      "Service",
      html`<a href="/s/${incident.service}">${incident.serviceName}</a>`,
    ],
    ["Cause", cause],
    ["Down for", downSoFarMs > 0 ? durationInWords(downSoFarMs) : null],
    ["Who is on it", acknowledgedBy ?? (resolvedAt === null ? "nobody" : null)],
    [
      "Snoozed",
      !isSnoozed
        ? null
        : snoozedUntil === null
          ? "until it is over"
          : html`until ${moment(snoozedUntil, timezone)}`,
    ],
  ]);
}

function actsOf(
  { incident, isSnoozed, mayAct }: InsideIncident,
  { token }: Scene,
): Html | null {
  const { id, resolvedAt, acknowledgedBy } = incident;
  if (!mayAct) return null;
  const form = { action: `/incidents/${id}`, to: `/incidents/${id}`, token };
  const look = actForm(form, "check", "Look now");
  if (resolvedAt !== null) return html`<div class="acts">${look}</div>`;
  return html`<div class="acts">
    ${acknowledgedBy === null ? actForm(form, "acknowledge", "Acknowledge") : actForm(form, "handback", "Hand back")}
    ${look}
    ${isSnoozed ? actForm(form, "wake", "Wake") : actForm(form, "snooze", "Snooze", snoozeChoice)}
  </div>`;
}

function failingTable({ failing }: InsideIncident, timezone: string): Html {
  return tableOf(
    "What fails now",
    ["Monitor", "State", "Last result"],
    failing.map(({ monitor, latest }) => [
      html`<a href="/monitors/${monitor.id}">${monitor.name}</a>`,
      healthBadge(monitor.health),
      latest === undefined
        ? null
        : html`${outcomeBadge(latest.outcome)}
          ${latest.latencyMs === null ? null : latencyWords(latest.latencyMs)}
          ${latest.reason} ${exactMoment(latest.at, timezone)}`,
    ]),
    "",
  );
}

/** What was seen just now, or when somebody looked last. */
function seen(
  { look }: InsideIncident,
  { timezone, sights }: Scene,
): Html | null {
  if (sights !== null)
    return html`<div data-once>
      ${section("inside-seen", "Seen just now", evidence(sights, timezone))}
    </div>`;
  if (look === null || look.evidence === null) return null;
  // As look-again.ts keeps it.
  const kept = look.evidence as { sights: Sight[] };
  return section(
    "inside-seen",
    "Seen when somebody looked",
    html`<p class="note">
        ${look.actor} looked ${exactMoment(look.at, timezone)}
      </p>
      ${evidence(kept.sights, timezone)}`,
  );
}

function timelineOf({ incident }: InsideIncident, timezone: string): Html {
  return html`<ol class="timeline">
    ${incident.timeline
      .toReversed()
      .map(
        ({ at, text, actor, public: isPublic }) =>
          html`<li>
            ${moment(at, timezone)}
            ${text}${behindSentence(text, actor)}${isPublic ? null : html` <span class="note">not public</span>`}
          </li>`,
      )}
  </ol>`;
}
