import { masked } from "../../domain/contact.ts";
import { addressKey } from "../../domain/mail-address.ts";
import { openSecrets, putSecret } from "../../store/bookkeeping.ts";
import type { Db } from "../../store/db.ts";
import type { Outlet } from "../../store/entities/outlets.ts";
import { ensureOutlet } from "../../store/telling/outlets.ts";
import type { Context } from "../context.ts";
import { type MailListener, mailRecipient } from "./mail-tokens.ts";

/** Of an outlet's secrets: the address. People's contacts have the same name. */
const ADDRESS = "mail";

/**
 * The outlet of an address, made where there is none. The address itself is sealed; the outlet is found by a keyed hash
 * of it, and shown masked.
 */
export async function ensureMailOutlet(
  tx: Db,
  { secrets, now }: Pick<Context, "secrets" | "now">,
  address: string,
  listener: MailListener,
): Promise<Outlet> {
  const outlet = await ensureOutlet(
    tx,
    {
      channel: "mail",
      recipient: mailRecipient(secrets, listener, addressKey(address)),
      label: masked("mail", address),
      audience: listener === "list" ? "team" : "customers",
    },
    now,
  );
  await putSecret(tx, secrets, ownerOf(outlet), ADDRESS, address);
  return outlet;
}

/** The outlet of a person who wants mails: at each sending it is the address that they keep as theirs. */
export async function ensurePersonByMail(
  tx: Db,
  { now }: Pick<Context, "now">,
  { id, name }: { id: string; name: string },
): Promise<Outlet> {
  return ensureOutlet(
    tx,
    {
      channel: "mail",
      recipient: id,
      label: `${name} (by mail)`,
      audience: "team",
    },
    now,
  );
}

/** The addresses of outlets, for those who may see them: outlet id to address. */
export async function addressesOf(
  { store, secrets }: Pick<Context, "store" | "secrets">,
  outletIds: readonly number[],
): Promise<Map<number, string>> {
  const owners = new Map(outletIds.map((id) => [ownerOf({ id }), id]));
  const opened = await openSecrets(store.db, secrets, [...owners.keys()]);
  return new Map(
    [...opened].flatMap(([owner, values]) => {
      const id = owners.get(owner);
      const address = values[ADDRESS];
      return id === undefined || address === undefined ? [] : [[id, address]];
    }),
  );
}

export function ownerOf({ id }: Pick<Outlet, "id">): string {
  return `outlet:${id}`;
}
