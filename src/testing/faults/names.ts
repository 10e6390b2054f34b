/** What can be wrong with a target, with the words of the report. */
export const faults = {
  "wrong-host": "a host that does not exist",
  "wrong-port": "a port on which nothing listens",
  "wrong-protocol": "another protocol on the port",
  "wrong-credentials": "credentials that are refused",
  silent: "a server that says nothing",
  "hangs-up": "a server that hangs up at once",
  resets: "a server that resets the connection",
  "closes-mid-greeting": "a server that closes within its first words",
  flood: "10 MB where a greeting or an answer is expected",
  garbage: "bytes without sense",
  "half-closed": "a server that has said all, and does not close",
  trickles: "a byte now and then, without end",
  "dns-never-answers": "a name server that never answers",
  "pattern-blows-up": "a pattern that would take other engines for ever",
} as const;

export type FaultName = keyof typeof faults;

export const faultNames = Object.keys(faults) as FaultName[];
