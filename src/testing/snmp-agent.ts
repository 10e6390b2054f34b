// An SNMP agent on a port of its own, for tests: net-snmp's, and a scripted one for what no agent of sense says.
import { createSocket, type Socket, type SocketType } from "node:dgram";
import { once } from "node:events";
import {
  AuthProtocols,
  createAgent,
  MaxAccess,
  MibProviderType,
  ObjectType,
  PrivProtocols,
  SecurityLevel,
  type User,
} from "net-snmp";
import type { Scope } from "./scope.ts";

/** The users that agents know; their passwords are in `agentPasswords`. */
export const agentPasswords = {
  authPassword: "hunter-auth",
  privPassword: "hunter-priv",
};

const { authPassword: authKey, privPassword: privKey } = agentPasswords;

const users: User[] = [
  { name: "open", level: SecurityLevel.noAuthNoPriv },
  {
    name: "signed",
    level: SecurityLevel.authNoPriv,
    authProtocol: AuthProtocols.sha512,
    authKey,
  },
  {
    name: "closed",
    level: SecurityLevel.authPriv,
    authProtocol: AuthProtocols.sha256,
    authKey,
    privProtocol: PrivProtocols.aes,
    privKey,
  },
  {
    name: "old",
    level: SecurityLevel.authPriv,
    authProtocol: AuthProtocols.md5,
    authKey,
    privProtocol: PrivProtocols.des,
    privKey,
  },
];

/** By OID without the final ".0", which every one gets. */
export type AgentObjects = Record<string, number | string | Buffer>;

/** What we use of net-snmp's agent, for which there are no types. */
interface LibraryAgent {
  getAuthorizer(): {
    addCommunity(community: string): void;
    addUser(user: User): void;
  };
  registerProvider(provider: Record<string, unknown>): void;
  getMib(): { setScalarValue(name: string, value: AgentObjects[string]): void };
  close(): void;
}

interface Agent {
  port: number;
  /** How many datagrams came. */
  heard: () => number;
}

/** Starts an agent of these objects that knows the community "hunter-community" and some users. */
export async function startAgent(
  test: Scope,
  objects: AgentObjects,
): Promise<Agent> {
  const sockets: Socket[] = [];
  let heard = 0;
  const agent = createAgent(
    { dgramModule: onSparePorts(sockets) },
    // It reports refused requests, too, which are what tests are about.
    () => {},
  ) as LibraryAgent;
  const authorizer = agent.getAuthorizer();
  authorizer.addCommunity("hunter-community");
  for (const user of users) authorizer.addUser(user);
  for (const [oid, value] of Object.entries(objects)) {
    agent.registerProvider({
      name: oid,
      type: MibProviderType.Scalar,
      oid,
      scalarType:
        typeof value === "number" ? ObjectType.Integer : ObjectType.OctetString,
      maxAccess: MaxAccess["read-only"],
    });
    agent.getMib().setScalarValue(oid, value);
  }
  test.after(() => agent.close());
  const [socket] = sockets;
  if (socket === undefined) throw new Error("the agent made no socket");
  socket.on("message", () => (heard += 1));
  await once(socket, "listening");
  return { port: socket.address().port, heard: () => heard };
}

/** The agent takes port 0 for none at all, and binds 161. */
function onSparePorts(made: Socket[]) {
  return {
    createSocket(type: SocketType): Socket {
      const socket = createSocket(type);
      const bind = socket.bind.bind(socket);
      socket.bind = () => bind(0, "127.0.0.1");
      made.push(socket);
      return socket;
    },
  };
}

/**
 * An answer to a datagram that asks for one object: a string, or a whole element in the place of the value. With an error
 * status (RFC 3416, section 3) it refuses the request because of that object.
 */
export function answerTo(
  asked: Buffer,
  value: string | Buffer,
  errorStatus = 0,
): Buffer {
  const [version, community, request] = partsOf(asked);
  const [id, , , bindings] = partsOf(request);
  const [binding] = partsOf(bindings);
  const [oid] = partsOf(binding);
  const shown = typeof value === "string" ? element(0x04, value) : value;
  const status = element(0x02, Buffer.from([errorStatus]));
  const index = element(0x02, Buffer.from([errorStatus === 0 ? 0 : 1]));
  const found = element(0x30, element(0x30, oid, shown));
  const answer = element(0xa2, id, status, index, found);
  return element(0x30, version, community, answer);
}

/** The community of a datagram. */
export function communityOf(asked: Buffer): string {
  const [, community] = partsOf(asked);
  return community.toString("latin1", 2);
}

/** The parts of a BER sequence; those that it lacks are empty. The requests that we look at are short. */
function partsOf(sequence: Buffer): [Buffer, Buffer, Buffer, Buffer] {
  const found: Buffer[] = [];
  for (let rest = sequence.subarray(2); rest.length > 0;) {
    const length = 2 + (rest[1] ?? 0);
    found.push(rest.subarray(0, length));
    rest = rest.subarray(length);
  }
  const none = Buffer.alloc(0);
  const [a = none, b = none, c = none, d = none] = found;
  return [a, b, c, d];
}

function element(tag: number, ...content: (Buffer | string)[]): Buffer {
  const body = Buffer.concat(content.map((part) => Buffer.from(part)));
  // Lengths of 128 and more take bytes of their own.
  const head =
    body.length < 128
      ? [tag, body.length]
      : [tag, 0x82, body.length >> 8, body.length & 0xff];
  return Buffer.concat([Buffer.from(head), body]);
}
