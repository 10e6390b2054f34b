import * as z from "zod";
import type { Instant } from "../../domain/time.ts";
import type { ProbeContext } from "../check.ts";
import { failed, type Failed } from "../starttls/incoming.ts";
import { fetchJson } from "./fetch-json.ts";

/** What is read of an RDAP answer (RFC 9083); whatever is not as it should be counts as absent. */
const rdapDomain = z.object({
  objectClassName: z.literal("domain"),
  events: z
    .array(z.object({ eventAction: z.string(), eventDate: z.string() }))
    .catch([]),
  status: z.array(z.string()).catch([]),
  entities: z
    .array(
      z.object({
        roles: z.array(z.string()).catch([]),
        vcardArray: z.unknown(),
      }),
    )
    .catch([]),
});

export interface Registration {
  ok: true;
  /** Undefined where the registry publishes none. */
  expiresAt: Instant | undefined;
  registeredAt: Instant | undefined;
  /** In the words of RDAP, lower case: "client transfer prohibited". */
  statuses: string[];
  registrar: string;
}

/** Asks an RDAP server for a domain. Failures: "not-registered", "rate-limited", "registry". */
export async function findRegistration(
  server: string,
  domain: string,
  context: ProbeContext,
): Promise<Registration | Failed> {
  const base = server.endsWith("/") ? server : `${server}/`;
  const fetched = await fetchJson(`${base}domain/${domain}`, context);
  if (!fetched.ok)
    return failed(
      "registry",
      `the registry could not be asked: ${fetched.failure.text}`,
    );
  const { status, value } = fetched;
  if (status === 404)
    return failed("not-registered", `${domain} is not registered`);
  if (status === 429)
    return failed(
      "rate-limited",
      "the registry wants fewer questions (HTTP 429)",
    );
  const answer = rdapDomain.safeParse(value);
  if (status !== 200 || !answer.success)
    return failed(
      "registry",
      status === 200
        ? "the registry's answer is not RDAP"
        : `the registry answers HTTP ${status}`,
    );
  return registrationOf(answer.data);
}

function registrationOf(answer: z.output<typeof rdapDomain>): Registration {
  const registrar = answer.entities.find(({ roles }) =>
    roles.includes("registrar"),
  );
  const dateOf = (action: string): Instant | undefined => {
    const event = answer.events.find(
      ({ eventAction }) => eventAction.toLowerCase() === action,
    );
    const at = Date.parse(event?.eventDate ?? "");
    return Number.isNaN(at) ? undefined : at;
  };
  return {
    ok: true,
    expiresAt: dateOf("expiration"),
    registeredAt: dateOf("registration"),
    statuses: answer.status.map((status) => status.toLowerCase()),
    registrar: fullName(registrar?.vcardArray),
  };
}

/** A jCard (RFC 7095) is ["vcard", [["fn", {}, "text", "The Name"], …]]. */
const jCard = z.tuple([z.literal("vcard"), z.array(z.array(z.unknown()))]);

function fullName(card: unknown): string {
  const parsed = jCard.safeParse(card);
  const fields = parsed.data?.[1] ?? [];
  const name = fields.find(([key]) => key === "fn")?.[3];
  return typeof name === "string" ? name : "";
}
