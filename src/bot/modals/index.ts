import { ADD_MONITOR, submitAddMonitor } from "./add-monitor.ts";
import { ADD_NAMESPACE, submitNamespace } from "./add-namespace.ts";
import { ENTER_PIN, submitPin } from "./enter-pin.ts";
import type { Submit } from "./form.ts";

/** What each form does when it is submitted, by its callback id. */
export const forms: ReadonlyMap<string, Submit> = new Map([
  [ADD_MONITOR, submitAddMonitor],
  [ADD_NAMESPACE, submitNamespace],
  [ENTER_PIN, submitPin],
]);
