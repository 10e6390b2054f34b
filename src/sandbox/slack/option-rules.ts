import { list, none, object } from "./blocks/checks.ts";
import { optionGroup, selectOption } from "./blocks/texts.ts";

const MAX_OPTIONS = 100;

const answer = object({
  optional: {
    options: list(0, MAX_OPTIONS, selectOption),
    option_groups: list(0, MAX_OPTIONS, optionGroup),
  },
  also: (value, at) =>
    (value["options"] === undefined) === (value["option_groups"] === undefined)
      ? [`${at}: needs either options or option_groups`]
      : none,
});

/** What is wrong with an app's answer to an external select; Slack then shows "No result" and tells nobody. */
export function problemsWithOptions(value: unknown): string[] {
  return answer(value, "options answer");
}
