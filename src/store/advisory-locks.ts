/**
 * What only one of all instances may do at a time, each by a number of its own: two that had the same would wait for each
 * other. The embedded server's owner has another one (embedded/ownership.ts), in another database.
 */
export const advisoryLocks = {
  migrating: 7_235_001,
  makingPartitions: 7_235_002,
  configuring: 7_235_003,
  callingPeople: 7_243_001,
  followingCalls: 7_243_002,
} as const;
