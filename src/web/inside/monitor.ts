import type { InsideMonitor } from "../../actions/inside/inside-view.ts";
import { counted } from "../../base/text.ts";
import type { Facts } from "../../domain/result.ts";
import { html, type Html } from "../page/html.ts";
import { exactMoment, latencyWords, moment } from "../page/words.ts";
import { evidence, factsOf } from "./evidence.ts";
import {
  actForm,
  factList,
  healthBadge,
  outcomeBadge,
  pauseChoice,
  plainValue,
  section,
  tableOf,
} from "./parts.ts";
import { type Scene, timingFacts } from "./service.ts";
import { targetWords } from "../../checks/target-words.ts";
import { vitalsOf } from "./vitals.ts";

/** One monitor: what it looks at, how it stands, what it measured, and every result that is kept. */
export function monitorInside(view: InsideMonitor, scene: Scene): Html {
  const { monitor, serviceName, vitals } = view;
  const { timezone, sights } = scene;
  const { facts, factsAt } = monitor;
  return html`<h1>${serviceName} / ${monitor.name}</h1>
    <p class="state">
      ${healthBadge(monitor.health)} since ${moment(monitor.since, timezone)} ·
      <a href="/s/${monitor.service}">All about ${serviceName}</a>
    </p>
    ${actsOf(view, scene)}
    ${sights === null ? null : html`<div data-once>${section("inside-seen", "Seen just now", evidence(sights, timezone))}</div>`}
    ${section("inside-settings", "What it looks at", settingsOf(view))}
    ${vitals === null ? null : section("inside-machine", "The machine", html`${vitalsOf(vitals)}`)}
    ${
      facts === null || factsAt === null
        ? null
        : section(
            "inside-facts",
            "Measured last",
            html`${factsOf(facts)}
              <p class="note">${exactMoment(factsAt, timezone)}</p>`,
          )
    }
    ${section("inside-results", "Results", resultsOf(view, timezone))}`;
}

function actsOf(
  { monitor: { id, health }, mayAct, mayChange }: InsideMonitor,
  { token }: Scene,
): Html {
  const form = { action: `/monitors/${id}`, to: `/monitors/${id}`, token };
  return html`<div class="acts">
    ${mayAct ? actForm(form, "check", "Look now") : null}
    ${mayChange && health !== "paused" ? actForm(form, "pause", "Pause", pauseChoice) : null}
    ${mayChange && health === "paused" ? actForm(form, "resume", "Resume") : null}
  </div>`;
}

function settingsOf({ monitor }: InsideMonitor): Html {
  const { type, settings, secrets } = monitor;
  return html`<p>${targetWords(type, settings)}</p>
    ${factList([
      ["Type", type],
      ...timingFacts(monitor),
      ...Object.entries(settings).map(([name, value]): [string, string] => [
        name,
        settingWords(value),
      ]),
      ["Secrets that are set", secrets.join(", ")],
    ])}`;
}

function settingWords(value: unknown): string {
  return typeof value === "string" ||
    typeof value === "number" ||
    typeof value === "boolean"
    ? plainValue(value)
    : JSON.stringify(value);
}

function resultsOf(
  { monitor: { id }, results, hasMore }: InsideMonitor,
  timezone: string,
): Html {
  const last = results.at(-1);
  return html`${tableOf(
    "Results",
    ["At", "Seen", "Took", "Why", "Measured"],
    results.map((one) => [
      exactMoment(one.at, timezone),
      outcomeBadge(one.outcome),
      one.latencyMs === null ? null : latencyWords(one.latencyMs),
      one.reason,
      one.facts === null ? null : measured(one.facts),
    ]),
    "Nothing was seen here.",
  )}
  ${
    hasMore && last !== undefined
      ? html`<p>
          <a rel="next" href="/monitors/${id}?before=${last.at}"
            >Earlier ones</a
          >
        </p>`
      : null
  }`;
}

/** Behind a word: there are many, in many rows. */
function measured(facts: Facts): Html | null {
  const entries = Object.entries(facts);
  if (entries.length === 0) return null;
  return html`<details>
    <summary>${counted(entries.length, "value")}</summary>
    ${entries.map(([name, value]) => `${name} ${plainValue(value ?? "–")}`).join(", ")}
  </details>`;
}
