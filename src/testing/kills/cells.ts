import {
  isLikeX,
  isTold,
  type Kind,
  type Place,
  places,
  placesOfAnswers,
  placesOfCalls,
  placesOfMails,
  placesOnTheWire,
  type Plot,
  plots,
  type WayOut,
  ways,
} from "./places.ts";

/** Who goes on after a kill: the same machine's next start, or another instance that was there all the time. */
export const successors = ["restart", "another"] as const;
export type Successor = (typeof successors)[number];

/** One death, and what came of it. */
export interface Cell {
  way: WayOut;
  kind: Kind;
  place: Place;
  successor: Successor;
  /** Why it says nothing, in words; undefined where it was tried as it should be. */
  problem: string | undefined;
  lost: number;
  doubled: number;
  /** Copies that count as one: a mail with the same Message-ID. */
  repeats: number;
  /** Mails that a person had to send again. */
  decided: number;
  /** From the kill until all of it was accepted and written down. */
  recoveredMs: number | undefined;
}

/** The cells of one story: the same place, at one kind after the other. */
export interface Row {
  way: WayOut;
  plot: Plot;
  place: Place;
  kinds: readonly Kind[];
}

/** Every row; `wants` leaves some out. */
export function allRows(
  wants: (row: Pick<Row, "way" | "plot" | "place">) => boolean = () => true,
): Row[] {
  const found: Row[] = [];
  for (const plot of Object.keys(plots) as Plot[])
    for (const way of ways) {
      if (!isTold(way, plot)) continue;
      for (const place of placesOf(way, plot))
        if (wants({ way, plot, place }))
          found.push({ way, plot, place, kinds: kindsAt(way, plot, place) });
    }
  return found;
}

function placesOf(way: WayOut, plot: Plot): readonly Place[] {
  if (plot === "answer") return placesOfAnswers;
  if (isLikeX(way) && plot !== "outage") return placesOnTheWire;
  if (way === "mail" && plot === "outage") return [...places, ...placesOfMails];
  return way === "sms" ? [...places, ...placesOfCalls] : places;
}

/**
 * Who is called next is chosen at the places of calls alone; nobody is chosen anew when a service is back. What a person
 * decides is the same of every mail.
 */
function kindsAt(way: WayOut, plot: Plot, place: Place): readonly Kind[] {
  if (placesOfMails.includes(place)) return ["down"];
  const isOfCalls = placesOfCalls.includes(place);
  const isOfRecords = "at" in place && place.at.endsWith("-record");
  return plots[plot].filter(
    (kind) =>
      !(isOfCalls && kind === "recovery") &&
      !(isOfRecords && way === "sms" && kind === "reminder"),
  );
}
