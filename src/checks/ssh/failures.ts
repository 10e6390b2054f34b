import { failed, type Failed } from "../starttls/incoming.ts";

/** What the library says has no match, and what people call it. */
const algorithmKinds: Record<string, string> = {
  "key exchange algorithm": "key exchange",
  "host key format": "host key algorithm",
  "C->S cipher": "cipher",
  "S->C cipher": "cipher",
  "C->S MAC": "MAC",
  "S->C MAC": "MAC",
  "C->S compression": "compression",
  "S->C compression": "compression",
};

/** Remembers what a server offers, from what the library writes for debugging; it tells it nowhere else. */
export function readOffers(): {
  onDebug: (line: string) => void;
  offer: (kind: string) => string;
} {
  const offers = new Map<string, string>();
  return {
    onDebug(line) {
      const [, kind, offer] =
        /^Handshake: \(remote\) ([^:]+): ([^]*)$/.exec(line) ?? [];
      if (kind !== undefined)
        offers.set(
          kind.toLowerCase().replace("kex method", "key exchange algorithm"),
          offer ?? "",
        );
    },
    offer: (kind) => offers.get(kind.toLowerCase()) ?? "",
  };
}

/** What an error of the library says about the server; `step` is what we were busy with. */
export function sshFailure(
  error: Error,
  step: string,
  offer: (kind: string) => string,
  quote: (text: string) => string,
): Failed {
  const code = "code" in error ? error.code : undefined;
  const [, kind] =
    /^Handshake failed: no matching (.+)$/.exec(error.message) ?? [];
  if (kind !== undefined)
    return failed(
      "no-common-algorithm",
      `no ${algorithmKinds[kind] ?? "algorithm"} in common: the server offers ${quote(offer(kind))}`,
    );
  if (typeof code === "number")
    return failed(
      "disconnected",
      `the server ended the connection while ${step}: ${quote(error.message)}`,
    );
  if (code === "ECONNRESET" || code === "EPIPE")
    return failed("reset", `connection reset while ${step}`);
  return failed(
    "invalid-ssh",
    `the server's SSH is not valid while ${step}: ${quote(error.message)}`,
  );
}
