import { z } from "zod";
import {
  dropDelivery,
  type Handled,
  resendDelivery,
  retryDelivery,
} from "../../actions/ledger/handle.ts";
import type { Refusal } from "../../actions/context.ts";
import {
  type Outcome,
  privateEndpoint,
  type PrivateEndpoint,
} from "./private-endpoint.ts";
import { doneShape, id } from "./private-shapes.ts";

const byId = z.strictObject({ id });

function told(handled: Handled | Refusal): Outcome<{ text: string }> {
  return handled.ok ? { ok: true, body: { text: handled.text } } : handled;
}

/** What the buttons of the ledger do. */
export const deliveryWrites: readonly PrivateEndpoint[] = [
  privateEndpoint({
    method: "post",
    path: "/deliveries/{id}/retry",
    summary:
      "Another attempt at once; of what may have arrived the receiver is asked first.",
    parameters: byId,
    body: null,
    answer: doneShape,
    run: async (wanted, _, { context }) =>
      told(await retryDelivery(context, wanted.id)),
  }),
  privateEndpoint({
    method: "post",
    path: "/deliveries/{id}/resend",
    summary:
      "Sent again without a question, of what may have arrived and nobody can tell.",
    parameters: byId,
    body: null,
    answer: doneShape,
    run: async (wanted, _, { context }) =>
      told(await resendDelivery(context, wanted.id)),
  }),
  privateEndpoint({
    method: "post",
    path: "/deliveries/{id}/drop",
    summary: "Nobody is told of it any more.",
    parameters: byId,
    body: null,
    answer: doneShape,
    run: async (wanted, _, { context }) =>
      told(await dropDelivery(context, wanted.id)),
  }),
];
