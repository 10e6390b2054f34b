/** What a post is about: each has its text. */
export const postKinds = [
  "down",
  "difficulties",
  "brief",
  "passed",
  "recovered",
  "still",
  "eased",
  "planned",
  "moved",
  "begins",
  "extended",
  "ends",
  "cancelled",
] as const;
export type PostKind = (typeof postKinds)[number];

export const languages = ["en", "fr", "es", "de"] as const;
export type Language = (typeof languages)[number];

/** How a language says things; in each pair the first is of one service, the second of several. */
export interface Speech {
  /** In the language itself. */
  name: string;
  /** Whose dates and numbers are written. */
  locale: string;
  one: string;
  services: string;
  /** " and {count} more" */
  more: string;
  texts: Record<PostKind, readonly [one: string, several: string]>;
}

const same = (text: string): readonly [string, string] => [text, text];

export const speeches: Record<Language, Speech> = {
  en: {
    name: "English",
    locale: "en-GB",
    one: "One service",
    services: "{count} services",
    more: " and {count} more",
    texts: {
      down: [
        "{service} is down since {from}.",
        "{service} are down since {from}.",
      ],
      difficulties: [
        "{service} has difficulties since {from}.",
        "{service} have difficulties since {from}.",
      ],
      brief: [
        "{service} was down from {from} to {time} and is up again.",
        "{service} were down from {from} to {time} and are up again.",
      ],
      passed: [
        "{service} had difficulties from {from} to {time} and is up again.",
        "{service} had difficulties from {from} to {time} and are up again.",
      ],
      recovered: [
        "{service} is up again since {time}, after {duration}.",
        "{service} are up again since {time}, after {duration}.",
      ],
      still: [
        "{service} is still down, for {duration} at {time}.",
        "{service} are still down, for {duration} at {time}.",
      ],
      eased: [
        "{service} was down and has difficulties now, at {time}.",
        "{service} were down and have difficulties now, at {time}.",
      ],
      planned: same(
        "Planned maintenance of {service}: {from} to {until}{again}.",
      ),
      moved: same(
        "Changed: the planned maintenance of {service} is {from} to {until} now{again}.",
      ),
      begins: same(
        "Planned maintenance of {service} has begun and is to last until {until}.",
      ),
      extended: same(
        "The maintenance of {service} is to last until {until} now.",
      ),
      ends: same("The maintenance of {service} ended at {time}."),
      cancelled: same(
        "The maintenance of {service} planned for {from} is cancelled.",
      ),
    },
  },
  fr: {
    name: "Français",
    locale: "fr-FR",
    one: "Un service",
    services: "{count} services",
    more: " et {count} autres",
    texts: {
      down: [
        "{service} est indisponible depuis {from}.",
        "{service} sont indisponibles depuis {from}.",
      ],
      difficulties: [
        "{service} connaît des difficultés depuis {from}.",
        "{service} connaissent des difficultés depuis {from}.",
      ],
      brief: [
        "{service} a été indisponible de {from} à {time} et fonctionne à nouveau.",
        "{service} ont été indisponibles de {from} à {time} et fonctionnent à nouveau.",
      ],
      passed: [
        "{service} a connu des difficultés de {from} à {time} et fonctionne à nouveau normalement.",
        "{service} ont connu des difficultés de {from} à {time} et fonctionnent à nouveau normalement.",
      ],
      recovered: [
        "{service} fonctionne à nouveau depuis {time}, après {duration}.",
        "{service} fonctionnent à nouveau depuis {time}, après {duration}.",
      ],
      still: [
        "{service} est toujours indisponible à {time}, depuis {duration}.",
        "{service} sont toujours indisponibles à {time}, depuis {duration}.",
      ],
      eased: [
        "{service} était indisponible et connaît encore des difficultés à {time}.",
        "{service} étaient indisponibles et connaissent encore des difficultés à {time}.",
      ],
      planned: same("Maintenance prévue de {service} : {from} – {until}."),
      moved: same(
        "Changement : la maintenance prévue de {service} aura lieu {from} – {until}.",
      ),
      begins: same(
        "La maintenance prévue de {service} a commencé ; fin prévue : {until}.",
      ),
      extended: same(
        "La maintenance de {service} est prolongée ; fin prévue : {until}.",
      ),
      ends: same("La maintenance de {service} est terminée ({time})."),
      cancelled: same(
        "La maintenance de {service} prévue pour {from} est annulée.",
      ),
    },
  },
  es: {
    name: "Español",
    locale: "es-ES",
    one: "Un servicio",
    services: "{count} servicios",
    more: " y {count} más",
    texts: {
      down: [
        "{service} no está disponible desde {from}.",
        "{service} no están disponibles desde {from}.",
      ],
      difficulties: [
        "{service} tiene problemas desde {from}.",
        "{service} tienen problemas desde {from}.",
      ],
      brief: [
        "{service} no estuvo disponible de {from} a {time} y vuelve a funcionar.",
        "{service} no estuvieron disponibles de {from} a {time} y vuelven a funcionar.",
      ],
      passed: [
        "{service} tuvo problemas de {from} a {time} y vuelve a funcionar con normalidad.",
        "{service} tuvieron problemas de {from} a {time} y vuelven a funcionar con normalidad.",
      ],
      recovered: [
        "{service} vuelve a funcionar desde {time}, tras {duration}.",
        "{service} vuelven a funcionar desde {time}, tras {duration}.",
      ],
      still: [
        "{service} sigue sin estar disponible desde hace {duration} ({time}).",
        "{service} siguen sin estar disponibles desde hace {duration} ({time}).",
      ],
      eased: [
        "{service} no estaba disponible y todavía tiene problemas ({time}).",
        "{service} no estaban disponibles y todavía tienen problemas ({time}).",
      ],
      planned: same("Mantenimiento previsto de {service}: {from} – {until}."),
      moved: same(
        "Cambio: el mantenimiento previsto de {service} será {from} – {until}.",
      ),
      begins: same(
        "Ha comenzado el mantenimiento de {service}; fin previsto: {until}.",
      ),
      extended: same(
        "El mantenimiento de {service} se prolonga; fin previsto: {until}.",
      ),
      ends: same("El mantenimiento de {service} ha terminado ({time})."),
      cancelled: same(
        "Se cancela el mantenimiento de {service} previsto para {from}.",
      ),
    },
  },
  de: {
    name: "Deutsch",
    locale: "de-DE",
    one: "Ein Dienst",
    services: "{count} Dienste",
    more: " und {count} weitere",
    texts: {
      down: [
        "{service} ist seit {from} nicht erreichbar.",
        "{service} sind seit {from} nicht erreichbar.",
      ],
      difficulties: [
        "{service} hat seit {from} Schwierigkeiten.",
        "{service} haben seit {from} Schwierigkeiten.",
      ],
      brief: [
        "{service} war von {from} bis {time} nicht erreichbar und funktioniert wieder.",
        "{service} waren von {from} bis {time} nicht erreichbar und funktionieren wieder.",
      ],
      passed: [
        "{service} hatte von {from} bis {time} Schwierigkeiten und funktioniert wieder.",
        "{service} hatten von {from} bis {time} Schwierigkeiten und funktionieren wieder.",
      ],
      recovered: [
        "{service} funktioniert seit {time} wieder (nach {duration}).",
        "{service} funktionieren seit {time} wieder (nach {duration}).",
      ],
      still: [
        "{service} ist weiterhin nicht erreichbar, seit {duration} (Stand {time}).",
        "{service} sind weiterhin nicht erreichbar, seit {duration} (Stand {time}).",
      ],
      eased: [
        "{service} war nicht erreichbar und hat noch Schwierigkeiten (Stand {time}).",
        "{service} waren nicht erreichbar und haben noch Schwierigkeiten (Stand {time}).",
      ],
      planned: same("Geplante Wartung: {service}, {from} bis {until}."),
      moved: same(
        "Geplante Wartung verschoben: {service}, {from} bis {until}.",
      ),
      begins: same(
        "Geplante Wartung hat begonnen: {service}, voraussichtlich bis {until}.",
      ),
      extended: same("Wartung verlängert: {service}, nun bis {until}."),
      ends: same("Wartung beendet: {service} ({time})."),
      cancelled: same("Geplante Wartung entfällt: {service}, {from}."),
    },
  },
};
