import * as z from "zod";
import { connectAccount } from "../../actions/audience/connect-account.ts";
import type { Block } from "../../base/slack-blocks.ts";
import { lines, plain, text } from "../../base/slack-blocks.ts";
import { type Network, networkNames } from "../../domain/posts/networks.ts";
import type { Tools } from "../commands/command.ts";
import type { View } from "../reply.ts";
import { errorsAt, OTHER_VERSION } from "./errors.ts";
import { input, textElement } from "./fields.ts";
import type { Outcome, Submission } from "./form.ts";
import { reader } from "../buttons/values.ts";

export const CONNECT_NETWORK = "connect_network";

/** Networks whose accounts are connected by what is entered. */
export type EnteredNetwork = Exclude<Network, "x">;

const carried = z.object({
  slug: z.string(),
  network: z.enum(["mastodon", "bluesky"]),
});

export function connectForm(slug: string, network: EnteredNetwork): View {
  return {
    type: "modal",
    callback_id: CONNECT_NETWORK,
    private_metadata: JSON.stringify({ slug, network }),
    title: plain(`Connect ${networkNames[network]}`),
    submit: plain("Connect"),
    close: plain("Cancel"),
    blocks: fields[network],
  };
}

const fields: Record<EnteredNetwork, Block[]> = {
  mastodon: [
    lines([
      text(
        "On the server: Preferences, Development, New application, with the rights read:accounts, read:statuses and write:statuses. Both are kept encrypted.",
      ),
    ]),
    input({
      id: "server",
      label: "The server's address",
      element: textElement({ placeholder: "https://mastodon.social" }),
    }),
    input({
      id: "accessToken",
      label: "The application's access token",
      element: textElement(),
    }),
  ],
  bluesky: [
    lines([
      text(
        "On Bluesky: Settings, Privacy and security, App passwords. It is kept encrypted and can be taken back there.",
      ),
    ]),
    input({
      id: "identifier",
      label: "The account's handle",
      element: textElement({ placeholder: "status.example.org" }),
    }),
    input({
      id: "password",
      label: "An app password",
      element: textElement({ placeholder: "xxxx-xxxx-xxxx-xxxx" }),
    }),
    input({
      id: "server",
      label: "The server's address, where it is not bsky.social",
      optional: true,
      element: textElement({ placeholder: "https://bsky.social" }),
    }),
  ],
};

/** Signs in with what was entered, and lets the account speak for the namespace. */
export async function submitConnectNetwork(
  { values, metadata, actor }: Submission,
  tools: Tools,
): Promise<Outcome> {
  const asked = readCarried(metadata);
  if (asked === undefined || tools.networks === undefined)
    return { ok: false, errors: { server: OTHER_VERSION } };
  const { slug, network } = asked;
  const blocks = fields[network];
  const account = await tools.networks[network](values);
  if (!account.ok)
    return { ok: false, errors: errorsAt({ blocks }, [account], "server") };
  const connected = await connectAccount(tools.context(actor), slug, {
    channel: network,
    ...account,
  });
  return connected.ok
    ? {
        ok: true,
        text: `@${account.handle} speaks for ${slug} on ${networkNames[network]} from now on.`,
      }
    : { ok: false, errors: { server: connected.text } };
}

const readCarried = reader(carried);
