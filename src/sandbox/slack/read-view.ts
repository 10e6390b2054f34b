import { nestedOf } from "./api/arguments.ts";
import { invalidBlocks } from "./content.ts";
import { placedElements } from "./elements.ts";
import { isJson, objectsOf } from "./json.ts";
import { findView, type GoodView } from "./modals.ts";
import { refuse, type Refusal } from "./refusal.ts";
import type { View } from "./state.ts";
import { problemsWithView, viewTooLarge } from "./view-rules.ts";
import type { World } from "./world.ts";

/** Checks a view as Slack does before it shows one; `replaced` is the one whose place it takes. */
export function readView(
  world: World,
  value: unknown,
  surface: "modal" | "home",
  replaced?: View,
): GoodView | Refusal {
  const view = nestedOf(value);
  if (!isJson(view)) return invalidView(["view: not an object"]);
  if (viewTooLarge(view)) return refuse("view_too_large");
  if (view["type"] !== surface)
    return invalidView([`type: not ${surface} here`]);
  const problems = problemsWithView(view);
  if (problems.length > 0) return invalidView(problems);
  const hasFiles = placedElements(objectsOf(view["blocks"])).some(
    ({ element }) => element.type === "file_input",
  );
  if (hasFiles && !world.settings.scopes.includes("files:read"))
    return refuse("missing_scope", { needed: "files:read" });
  const externalId = view["external_id"] ?? "";
  const twin = findView(
    world,
    (other) => other !== replaced && other.view["external_id"] === externalId,
  );
  if (externalId !== "" && twin !== undefined)
    return refuse("duplicate_external_id");
  return view as GoodView;
}

function invalidView(problems: string[]): Refusal {
  return invalidBlocks("invalid_arguments", problems, "/view");
}
