import type { MaintenanceLine } from "../../actions/maintenance/show-maintenance.ts";
import { emoji, type Leaf, moment, text } from "../../base/slack-blocks.ts";
import { clip, listed } from "../../base/text.ts";

const LONGEST_TITLE = 100;
const LONGEST_SCOPE = 80;
const MOST_SCOPES = 3;

/** The maintenance that runs or comes next, on one line. */
export function plannedLine({
  state,
  title,
  covers,
  startsAt,
  endsAt,
}: MaintenanceLine): Leaf[] {
  const of = listed(
    covers.map((scope) => clip(scope, LONGEST_SCOPE)),
    MOST_SCOPES,
  );
  const name = ` ${clip(title, LONGEST_TITLE)} (${of}) `;
  return state === "running"
    ? [
        emoji("wrench"),
        text(" Maintenance now:"),
        text(`${name}until `),
        moment(endsAt),
      ]
    : [
        emoji("wrench"),
        text(" Next maintenance:"),
        text(`${name}from `),
        moment(startsAt),
        text(" until "),
        moment(endsAt),
      ];
}
