import type { Context, Refusal } from "../actions/context.ts";
import { refuse } from "../actions/context.ts";
import {
  subscribeByMail,
  unheardAddresses,
} from "../actions/mail/mail-subscriptions.ts";
import { findTopic } from "../actions/audience/subscriptions.ts";
import { listed } from "../base/text.ts";
import { masked } from "../domain/contact.ts";
import {
  addressKey,
  cleanAddress,
  splitAddresses,
} from "../domain/mail-address.ts";
import type { Findings } from "./compare-parts.ts";
import type { Wish } from "./wish.ts";
import type { Entry, YamlReader } from "./yaml-reader.ts";

/** Addresses that are to hear of a namespace or a service; made by the same plan, so they are called by their names. */
export interface MailStep {
  kind: "subscribe-mail";
  namespaceSlug: string;
  serviceName: string | null;
  addresses: string[];
}

const MOST_NAMED = 5;

/** "ops@example.org|ada@example.org", or a list of such. */
export function readMail(
  reader: YamlReader,
  entry: Entry | undefined,
): string[] | undefined {
  if (entry === undefined) return undefined;
  const plain = reader.plain(entry);
  const texts = Array.isArray(plain) ? plain : [plain];
  const addresses = new Map<string, string>();
  for (const text of texts.flatMap((one) =>
    splitAddresses(String(one ?? "")),
  )) {
    const cleaned = cleanAddress(text);
    if (cleaned.ok) addresses.set(addressKey(cleaned.address), cleaned.address);
    else
      reader.fault(
        reader.placeOf(entry.value, entry.at),
        `mail: "${text.slice(0, 60)}" is no address. ${cleaned.text}`,
      );
  }
  return [...addresses.values()];
}

/** Which of the addresses do not hear yet. What is not in the file stays as it is. */
export async function compareMail(
  context: Context,
  wish: Wish,
  { steps, lines }: Findings,
): Promise<void> {
  for (const { slug, mail, services } of wish.namespaces)
    for (const { name, mail: own } of [
      { name: null, mail },
      ...services.map((service) => ({
        name: service.name,
        mail: service.mail,
      })),
    ]) {
      const topic = name === null ? slug : `${slug}/${name}`;
      const addresses = await unheardAddresses(context, own ?? [], topic);
      if (addresses.length === 0) continue;
      steps.push({
        kind: "subscribe-mail",
        namespaceSlug: slug,
        serviceName: name,
        addresses,
      });
      const shown = addresses.map((address) => masked("mail", address));
      lines.push({
        sign: "+",
        name: topic,
        what: `mail to ${listed(shown, MOST_NAMED)}`,
        changes: [],
      });
    }
}

/** Lets the addresses of a step hear, as the team does. */
export async function subscribeMailOf(
  context: Context,
  { namespaceSlug, serviceName, addresses }: MailStep,
): Promise<{ ok: true } | Refusal> {
  const name =
    serviceName === null ? namespaceSlug : `${namespaceSlug}/${serviceName}`;
  const found = await findTopic(context, name);
  if (!found.ok) return refuse("removed", found.text);
  return subscribeByMail(
    context,
    addresses,
    { audience: "team", verbosity: "problems" },
    found.topic,
  );
}
