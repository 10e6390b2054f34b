import type { Facts } from "../../domain/result.ts";
import type { ProbeContext } from "../check.ts";
import type { Progress } from "../connection/progress.ts";
import type { SshSettings } from "./settings.ts";

/** One look at a server. */
export interface Visit {
  settings: SshSettings;
  context: ProbeContext;
  progress: Progress;
  /** The host key, where the next look is to know another one than this look did. */
  remember?: Facts;
}
