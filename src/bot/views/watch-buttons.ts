import type { Button } from "../../base/slack-blocks.ts";
import { clip } from "../../base/text.ts";
import { buttonIds, type ButtonId } from "../buttons/ids.ts";

const ids = {
  service: {
    check: buttonIds.checkService,
    pause: buttonIds.pauseService,
    edit: buttonIds.editService,
    resume: buttonIds.resumeService,
    remove: buttonIds.removeService,
  },
  monitor: {
    check: buttonIds.checkMonitor,
    pause: buttonIds.pauseMonitor,
    edit: buttonIds.editMonitor,
    resume: buttonIds.resumeMonitor,
    remove: buttonIds.removeMonitor,
  },
} satisfies Record<string, Record<string, ButtonId>>;

const doomed = {
  service: "All its monitors are removed. Its history stays.",
  monitor: "Nobody looks at it any more. Its history stays.",
};

/** What can be done with a service, or with one monitor of it. */
export function watchButtons(
  kind: keyof typeof ids,
  { id, name, isPaused }: { id: number; name: string; isPaused: boolean },
): Button[] {
  const { check, pause, resume, edit, remove } = ids[kind];
  const value = String(id);
  return [
    { action: check, label: "Check now", value },
    isPaused
      ? { action: resume, label: "Resume", value, style: "primary" }
      : { action: pause, label: "Pause …", value },
    { action: edit, label: "Edit …", value },
    {
      action: remove,
      label: "Remove",
      value,
      style: "danger",
      confirm: {
        title: `Remove ${clip(name, 40)}?`,
        text: doomed[kind],
        yes: "Remove",
        no: "Keep it",
      },
    },
  ];
}
