/** What Slack would say against blocks, views and offered options: for whoever makes some. */
export {
  blocksTooLong,
  problemsWithBlocks,
  type Surface,
} from "./block-rules.ts";
export { problemsWithOptions } from "./option-rules.ts";
export { problemsWithView, viewTooLarge } from "./view-rules.ts";
