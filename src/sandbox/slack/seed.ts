import type { Channel, User, UserGroup } from "./state.ts";

/** The app and its workspace. */
export const appIds = {
  team: "TSANDBOX1",
  teamDomain: "allswell-sandbox",
  teamName: "allswell sandbox",
  app: "AALLSWELL1",
  bot: "BALLSWELL1",
  botUser: "UALLSWELL1",
  botName: "allswell",
} as const;

const OTHER_TEAM = "TPARTNER01";

/** Who and what there is at first. */
export interface Seed {
  users: User[];
  channels: Channel[];
  userGroups?: UserGroup[];
}

/** 2026-01-05T09:00Z, a Monday. */
const FOUNDED = 1_767_603_600;

function person(id: string, name: string, more: Partial<User> = {}): User {
  return {
    id,
    name,
    realName: `${name.charAt(0).toUpperCase()}${name.slice(1)}`,
    email: `${name}@sandbox.example`,
    tz: "Europe/London",
    teamId: appIds.team,
    isAdmin: false,
    isOwner: false,
    isRestricted: false,
    isStranger: false,
    isBot: false,
    ...more,
  };
}

function channel(
  id: string,
  name: string,
  members: string[],
  more: Partial<Channel> = {},
): Channel {
  return {
    id,
    name,
    kind: "public",
    isArchived: false,
    members,
    created: FOUNDED,
    ...more,
  };
}

const ada = "UADA000001";
const ben = "UBEN000001";
const cleo = "UCLEO00001";
const gus = "UGUS000001";
const sam = "WSAM000001";
const team = [ada, ben, cleo];

/** The app is invited to the status channels and #ops, but not to #general nor to the private #leads. */
export function defaultSeed(): Seed {
  return {
    users: [
      person(ada, "ada", {
        realName: "Ada Okafor",
        isAdmin: true,
        isOwner: true,
      }),
      person(ben, "ben", { realName: "Ben Ruiz", tz: "America/New_York" }),
      person(cleo, "cleo", { realName: "Cleo Nair", tz: "Asia/Kolkata" }),
      person(gus, "gus", { realName: "Gus (guest)", isRestricted: true }),
      person(sam, "sam", {
        realName: "Sam from Partner Ltd",
        teamId: OTHER_TEAM,
        isStranger: true,
        email: "sam@partner.example",
      }),
      person(appIds.botUser, appIds.botName, {
        realName: appIds.botName,
        email: "",
        isBot: true,
      }),
    ],
    channels: [
      channel("CGENERAL01", "general", [...team, gus]),
      channel("CIATI00001", "iati-status", [...team, gus, sam, appIds.botUser]),
      channel("CDI0000001", "di-status", [...team, appIds.botUser]),
      channel("COPS000001", "ops", [ada, ben, appIds.botUser]),
      channel("CLEADS0001", "leads", [ada, ben], { kind: "private" }),
      channel("COLD000001", "old-status", [...team, appIds.botUser], {
        isArchived: true,
      }),
    ],
    userGroups: [
      {
        id: "SOPS000001",
        handle: "ops-team",
        name: "Operations",
        users: [ben, cleo],
        isDisabled: false,
      },
      {
        id: "SOLD000001",
        handle: "old-team",
        name: "Before the merger",
        users: [ben],
        isDisabled: true,
      },
    ],
  };
}
