import type { Problem } from "../../actions/context.ts";
import type { View } from "../reply.ts";

/**
 * Errors by block id. Slack shows one only at an input that is there: of the others the field `otherwise` tells.
 * `names` are the block ids under which a field may stand in the form.
 */
export function errorsAt(
  { blocks }: Pick<View, "blocks">,
  problems: readonly Problem[],
  otherwise: string,
  names: (field: string) => string[] = (field) => [field],
): Record<string, string> {
  const shown = blocks.flatMap(({ type, block_id: id }) =>
    type === "input" && id !== undefined ? [id] : [],
  );
  const errors: Record<string, string> = {};
  for (const { field, text } of problems) {
    const block =
      names(field).find((name) => shown.includes(name)) ?? otherwise;
    errors[block] = [errors[block], text].filter(Boolean).join(" ");
  }
  return errors;
}

/** What a form says whose carried data cannot be read: it was opened by another version. */
export const OTHER_VERSION =
  "This form is of another version of allswell: close it and open it again.";
