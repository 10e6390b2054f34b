/** What the clocks of a zone show. */
export function wallOf(at: number, zone: string): Temporal.PlainDateTime {
  return Temporal.Instant.fromEpochMilliseconds(Math.floor(at))
    .toZonedDateTimeISO(zone)
    .toPlainDateTime();
}

/**
 * When the clocks of a zone show a time: the first time of two, and where they leave it out, as much later as they are
 * put forward.
 */
export function instantOf(wall: Temporal.PlainDateTime, zone: string): number {
  return wall.toZonedDateTime(zone, { disambiguation: "compatible" })
    .epochMilliseconds;
}

/** How often the clocks of a zone show a time: once but for two nights a year. */
export function timesShown(
  wall: Temporal.PlainDateTime,
  zone: string,
): "once" | "never" | "twice" {
  const earlier = wall.toZonedDateTime(zone, { disambiguation: "earlier" });
  const later = wall.toZonedDateTime(zone, { disambiguation: "later" });
  if (earlier.epochMilliseconds === later.epochMilliseconds) return "once";
  return earlier.toPlainDateTime().equals(wall) ? "twice" : "never";
}

/** The zone by its usual spelling; undefined where there is none of that name. */
export function zoneNamed(name: string): string | undefined {
  // Intl takes offsets and abbreviations, too: neither keeps up with the clocks of a place.
  if (!/^[A-Za-z_]+(\/[A-Za-z0-9_+-]+)+$/.test(name))
    return /^(utc|gmt|z)$/i.test(name) ? "UTC" : undefined;
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions()
      .timeZone;
  } catch {
    return undefined;
  }
}
