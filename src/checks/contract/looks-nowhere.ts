const nowhere = "it looks nowhere";

/** The faults that cannot happen to a check that judges what it hears. */
export const looksNowhere = {
  "wrong-credentials": "it has no credentials",
  "pattern-blows-up": "it has no pattern",
  "wrong-port": nowhere,
  "wrong-protocol": nowhere,
  "hangs-up": nowhere,
  resets: nowhere,
  "closes-mid-greeting": nowhere,
  "half-closed": nowhere,
  "wrong-host": nowhere,
  "dns-never-answers": nowhere,
  trickles: nowhere,
};
