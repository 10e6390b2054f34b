import * as z from "zod";
import {
  askHowMuch,
  cancelWindow,
  endWindow,
  extendWindow,
  type ExtendValue,
  openEditMaintenanceForm,
  openMaintenanceForm,
  skipWindow,
} from "../commands/maintenance.ts";
import type { Ask, Tools } from "../commands/command.ts";
import { instead, type Reply, say } from "../reply.ts";
import { buttonIds } from "./ids.ts";
import { readId, reader } from "./values.ts";

type Presser = Pick<Ask, "actor">;
type Answer = (value: string, press: Presser, tools: Tools) => Promise<Reply>;

const unreadable = say(
  "This button is of another version of allswell: type the command instead. `help maintenance` shows how.",
);

function ofWindow(
  act: (
    windowId: number,
    press: Presser,
    tools: Tools,
  ) => Promise<Reply> | Reply,
): Answer {
  return async (value, press, tools) => {
    const id = readId(value);
    return id === undefined ? unreadable : act(id, press, tools);
  };
}

const extension = z.object({ windowId: z.int32(), ms: z.int().min(1) });

const readExtension: (value: string) => ExtendValue | undefined =
  reader(extension);

/** What the buttons of maintenance do. */
export const maintenanceAnswers = {
  [buttonIds.maintenanceForm]: async (value, press, tools) => {
    const serviceId = readId(value);
    return openMaintenanceForm(
      press,
      tools,
      serviceId === undefined ? {} : { serviceId },
    );
  },
  [buttonIds.maintenanceEdit]: ofWindow(openEditMaintenanceForm),
  [buttonIds.maintenanceExtend]: ofWindow((id) => askHowMuch(id)),
  [buttonIds.maintenanceExtendBy]: async (value, press, tools) => {
    const wish = readExtension(value);
    return wish === undefined
      ? unreadable
      : instead(await extendWindow(wish.windowId, wish.ms, press, tools));
  },
  [buttonIds.maintenanceEnd]: ofWindow(endWindow),
  [buttonIds.maintenanceCancel]: ofWindow(cancelWindow),
  [buttonIds.maintenanceSkip]: ofWindow(skipWindow),
} satisfies Record<string, Answer>;
