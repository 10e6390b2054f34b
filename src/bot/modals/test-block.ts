import { actions, type Block } from "../../base/slack-blocks.ts";
import { buttonIds } from "../buttons/ids.ts";

export const TEST_BLOCK = "test_now";

/** The button that looks by what the form holds, before anything is saved. */
export function testBlock(): Block {
  return actions(TEST_BLOCK, [
    { action: buttonIds.testNow, label: "Test now", value: "test" },
  ]);
}
