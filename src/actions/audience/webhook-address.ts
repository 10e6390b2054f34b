import type { HookForm } from "../../domain/hook-forms.ts";
import { refuse, type Refusal } from "../context.ts";

const LONGEST_URL = 2_000;
const PAGERDUTY_URL = "https://events.pagerduty.com/v2/enqueue";
const PAGERDUTY_KEY = /^[0-9a-zA-Z]{32}$/;

/** What somebody typed: an address, a key of PagerDuty, or both. */
export interface TypedAddress {
  url: string | null;
  key: string | null;
}

/** An address that can be posted to; `key` is PagerDuty's, which says where it goes. */
export interface HookAddress {
  form: HookForm;
  url: string;
  host: string;
  key: string | null;
  /** By which people tell it from others of its host: the last letters of what is secret in it; "" where that is short. */
  ending: string;
}

/** Whether a word may be an integration key of PagerDuty. */
export function looksLikeKey(word: string): boolean {
  return PAGERDUTY_KEY.test(word) && /\d/.test(word);
}

/** What can be posted to; the form is guessed from the address where none is named. */
export function cleanHookAddress(
  { url: typed, key }: TypedAddress,
  named: HookForm | null,
): { ok: true; address: HookAddress } | Refusal {
  if (typed === null && key === null)
    return refuse(
      "invalid",
      "Say where to, as in `webhook add https://hooks.example.org/abc in iati`.",
    );
  const text = typed ?? PAGERDUTY_URL;
  if (text.length > LONGEST_URL || !URL.canParse(text))
    return refuse("invalid", "This is no address that can be posted to.");
  const url = new URL(text);
  url.hash = "";
  const form = named ?? (typed === null ? "pagerduty" : likelyForm(url));
  const problem = problemOf(url, form, key);
  return problem === undefined
    ? {
        ok: true,
        address: {
          form,
          url: url.href,
          host: url.host,
          key,
          ending: endingOf(key ?? longestPart(url)),
        },
      }
    : refuse("invalid", problem);
}

/** So much of it is not told. */
const LEAST_HIDDEN = 12;
const TOLD = 4;

/** Four letters tell nobody the rest, where the rest is long. */
function endingOf(secret: string): string {
  return secret.length < LEAST_HIDDEN + TOLD ? "" : secret.slice(-TOLD);
}

/** Of the path: there services that make such addresses have their secret. */
function longestPart({ pathname }: URL): string {
  const [longest = ""] = pathname
    .split("/")
    .toSorted((a, b) => b.length - a.length);
  return longest;
}

/** By whose address it is. */
function likelyForm({ hostname }: URL): HookForm {
  if (hostname === "hooks.slack.com") return "slack";
  if (/(^|\.)events(\.eu)?\.pagerduty\.com$/.test(hostname)) return "pagerduty";
  return /\.(logic\.azure|webhook\.office|powerplatform)\.com$/.test(hostname)
    ? "teams"
    : "json";
}

function problemOf(
  url: URL,
  form: HookForm,
  key: string | null,
): string | undefined {
  const { protocol, hostname, username, password, pathname } = url;
  if (protocol !== "https:" && protocol !== "http:")
    return 'Write an https address, as in "https://hooks.example.org/abc".';
  if (username !== "" || password !== "")
    return "An address with a name and a password in it is not taken: others show those. What we send is signed.";
  const isHere = hostname === "127.0.0.1" || hostname === "localhost";
  if (protocol === "http:" && form !== "json" && !isHere)
    return "Its address is its secret, so it must be https://.";
  if (form !== "pagerduty") return undefined;
  if (key === null || !PAGERDUTY_KEY.test(key))
    return "Of PagerDuty the integration key is needed, 32 letters and digits: `webhook add <key> in iati as pagerduty`.";
  return pathname.endsWith("/v2/enqueue")
    ? undefined
    : `PagerDuty's address is ${PAGERDUTY_URL}, or that of its European service.`;
}
