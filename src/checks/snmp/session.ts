import {
  Authentication,
  AuthProtocols,
  createSession,
  createV3Session,
  PrivProtocols,
  SecurityLevel,
  type Session as LibrarySession,
  type User,
  type Varbind,
  Version1,
  Version2c,
} from "net-snmp";
import type { ProbeContext } from "../check.ts";
import type { Progress } from "../connection/progress.ts";
import { hostAndPortOf } from "../host-and-port.ts";
import { tenths } from "../milliseconds.ts";
import { familyOf } from "../port/settings.ts";
import { mendDes } from "./des.ts";
import {
  failed,
  type Failed,
  type Refused,
  requestFailure,
} from "./failures.ts";
import { type AgentSettings, SNMP_PORT } from "./settings.ts";
import { isWhole } from "./value.ts";
import { Wire } from "./wire.ts";

/** Datagrams are lost now and then: asked again until the deadline. */
const ASK_AGAIN_MS = 1_000;

/** The library keeps each key that it made of a password and an agent, for ever; after so many it starts anew. */
const MOST_KEYS = 5_000;

export type Answer = { ok: true; varbinds: Varbind[] } | Failed | Refused;

/** A conversation with one agent. */
export interface Session {
  /** Asks for the values of objects, in one request. */
  get(oids: string[]): Promise<Answer>;
  /** Asks for the object that follows each of these. */
  getNext(oids: string[]): Promise<Answer>;
}

mendDes();

/** Opens a session for `use`, and closes it whatever comes of that. */
export async function withSession<Result>(
  settings: AgentSettings,
  { connector, signal }: ProbeContext,
  progress: Progress,
  use: (session: Session) => Promise<Result>,
): Promise<Result | Failed> {
  const { host, port } = hostAndPortOf(settings, SNMP_PORT);
  const family = familyOf(settings.family);
  const resolved = await connector.resolve({ host, family, signal });
  if (!resolved.ok) return resolved;
  const [first] = resolved.addresses;
  if (first === undefined) throw new Error(`no address for ${host}`);
  progress.facts["address"] = first.address;
  progress.facts["dnsMs"] = tenths(resolved.dnsMs);
  progress.step = `waiting for an answer${silence(settings)}`;
  const wire = new Wire({ ...first, port });
  const library = librarySession(settings, wire);
  // Of what the library cannot read it says no more than that.
  library.on("error", () => wire.garbled());
  const aborted = Promise.withResolvers<Failed>();
  const onAbort = () => aborted.resolve(failed("aborted", "stopped"));
  signal.addEventListener("abort", onAbort, { once: true });
  if (signal.aborted) onAbort();
  const ask = async (method: "get" | "getNext", oids: string[]) => {
    wire.beginRequest();
    const answer = await Promise.race([
      request(library, method, oids),
      wire.broken,
      aborted.promise,
    ]);
    // It listens to us, so it is not the community.
    if (answer.ok || "status" in answer)
      progress.step = "waiting for the next answer";
    return answer;
  };
  try {
    return await use({
      get: (oids) => ask("get", oids),
      getNext: (oids) => ask("getNext", oids),
    });
  } finally {
    signal.removeEventListener("abort", onAbort);
    library.close();
    forgetKeys();
  }
}

function request(
  library: LibrarySession,
  method: "get" | "getNext",
  oids: string[],
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    library[method](oids, (error, varbinds = []) => {
      try {
        if (error) resolve(requestFailure(error));
        else if (varbinds.length === oids.length && varbinds.every(isWhole))
          resolve({ ok: true, varbinds });
        else resolve(failed("protocol", "the answer does not fit the request"));
      } catch (bug) {
        reject(bug);
      }
    });
  });
}

/** What an agent says nothing about, though it is there. */
function silence({ version, privPassword }: AgentSettings): string {
  if (version !== "v3")
    return "; agents keep silent about a wrong community, and to addresses that they do not serve";
  return privPassword === undefined
    ? ""
    : "; agents keep silent about a wrong privacy password";
}

function librarySession(settings: AgentSettings, wire: Wire): LibrarySession {
  const options = {
    timeout: ASK_AGAIN_MS,
    // Our deadline ends it.
    retries: Number.MAX_SAFE_INTEGER,
    reportOidMismatchErrors: true,
    dgramModule: wire,
  };
  if (settings.version === "v3")
    return createV3Session("", userOf(settings), options);
  const version = settings.version === "v1" ? Version1 : Version2c;
  return createSession("", settings.community ?? "public", {
    ...options,
    version,
  });
}

const digests = {
  MD5: AuthProtocols.md5,
  SHA: AuthProtocols.sha,
  "SHA-224": AuthProtocols.sha224,
  "SHA-256": AuthProtocols.sha256,
  "SHA-384": AuthProtocols.sha384,
  "SHA-512": AuthProtocols.sha512,
};

/** Two ways of making a long key of a short one are in use: Blumenthal's, and Reeder's in the machines of Cisco. */
const ciphers = {
  DES: PrivProtocols.des,
  AES: PrivProtocols.aes,
  "AES-256": PrivProtocols.aes256b,
  "AES-256-C": PrivProtocols.aes256r,
};

function userOf(settings: AgentSettings): User {
  const { username: name = "", authPassword, privPassword } = settings;
  if (authPassword === undefined)
    return { name, level: SecurityLevel.noAuthNoPriv };
  const auth = {
    name,
    authProtocol: digests[settings.authProtocol],
    authKey: authPassword,
  };
  if (privPassword === undefined)
    return { ...auth, level: SecurityLevel.authNoPriv };
  return {
    ...auth,
    level: SecurityLevel.authPriv,
    privProtocol: ciphers[settings.privProtocol],
    privKey: privPassword,
  };
}

function forgetKeys(): void {
  const keys = Authentication.authToKeyCache;
  const names = Object.keys(keys);
  if (names.length > MOST_KEYS) for (const name of names) delete keys[name];
}
