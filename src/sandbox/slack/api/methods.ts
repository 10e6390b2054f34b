import { chatMethods } from "./chat.ts";
import { conversationMethods } from "./conversations.ts";
import { fileMethods } from "./files.ts";
import type { Methods } from "./method.ts";
import { reactionMethods } from "./reactions.ts";
import { userGroupMethods } from "./user-groups.ts";
import { userMethods } from "./users.ts";
import { viewMethods } from "./views.ts";
import { workspaceMethods } from "./workspace-methods.ts";

/** Every method of the Web API that the sandbox answers. */
export const methods: Methods = {
  ...workspaceMethods,
  ...chatMethods,
  ...conversationMethods,
  ...userMethods,
  ...userGroupMethods,
  ...viewMethods,
  ...fileMethods,
  ...reactionMethods,
};
