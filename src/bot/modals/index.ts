import { ADD_MONITOR, submitAddMonitor } from "./add-monitor.ts";
import { ADD_WEBHOOK, submitWebhook } from "./add-webhook.ts";
import { ADD_NAMESPACE, submitNamespace } from "./add-namespace.ts";
import { CONNECT_NETWORK, submitConnectNetwork } from "./connect-network.ts";
import { COPY, submitCopy } from "./copy.ts";
import { EDIT_DRAFT, submitDraft } from "./edit-draft.ts";
import { EDIT_MONITOR, submitEditMonitor } from "./edit-monitor.ts";
import { EDIT_NAMESPACE, submitEditNamespace } from "./edit-namespace.ts";
import { EDIT_SERVICE, submitEditService } from "./edit-service.ts";
import { CHANNEL, submitChannel } from "./channel.ts";
import { ENTER_PIN, submitPin } from "./enter-pin.ts";
import { CONTACT, submitContact } from "./contact.ts";
import { GIVE_ROLE, submitRole } from "./give-role.ts";
import { POSTS, submitPosts } from "./posts.ts";
import { POSTMORTEM, submitPostmortem } from "./postmortem.ts";
import { POST_UPDATE, submitUpdate } from "./post-update.ts";
import { SET_ROTA, submitRota } from "./set-rota.ts";
import { SUBSCRIBE, submitSubscribe } from "./subscribe.ts";
import { IMPORT, submitImport } from "./import.ts";
import { MOVE, submitMove } from "./move.ts";
import { RENAME, submitRename } from "./rename.ts";
import { submitMaintenance } from "../maintenance-request.ts";
import type { Submit } from "./form.ts";
import { MAINTENANCE } from "./maintenance.ts";

/** What each form does when it is submitted, by its callback id. */
export const forms: ReadonlyMap<string, Submit> = new Map([
  [ADD_MONITOR, submitAddMonitor],
  [ADD_NAMESPACE, submitNamespace],
  [ADD_WEBHOOK, submitWebhook],
  [EDIT_MONITOR, submitEditMonitor],
  [EDIT_SERVICE, submitEditService],
  [EDIT_NAMESPACE, submitEditNamespace],
  [COPY, submitCopy],
  [MOVE, submitMove],
  [RENAME, submitRename],
  [IMPORT, submitImport],
  [ENTER_PIN, submitPin],
  [MAINTENANCE, submitMaintenance],
  [SUBSCRIBE, submitSubscribe],
  [CHANNEL, submitChannel],
  [CONNECT_NETWORK, submitConnectNetwork],
  [POSTS, submitPosts],
  [EDIT_DRAFT, submitDraft],
  [POST_UPDATE, submitUpdate],
  [POSTMORTEM, submitPostmortem],
  [GIVE_ROLE, submitRole],
  [CONTACT, submitContact],
  [SET_ROTA, submitRota],
]);
