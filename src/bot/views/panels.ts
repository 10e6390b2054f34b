import type { PanelLine } from "../../actions/panels/panels.ts";
import {
  actions,
  bullets,
  code,
  fitting,
  header,
  type Leaf,
  lines,
  MAX_MESSAGE,
  moment,
  text,
} from "../../base/slack-blocks.ts";
import { clip } from "../../base/text.ts";
import { durationInWords } from "../../domain/duration.ts";
import { buttonIds } from "../buttons/ids.ts";
import { type Message, message } from "../reply.ts";
import type { Word } from "../words.ts";

const MOST_BUTTONS = 20;

/** The one time that a panel's token is shown, with how to push; `renewed`: in place of one that is dead by now. */
export function panelTokenView(
  { name, slug, token }: { name: string; slug: string; token: string },
  url: string,
  { renewed = false }: { renewed?: boolean } = {},
): Message {
  const title = renewed
    ? `The panel "${name}" has a new token, and the old one is dead`
    : `The panel "${name}" waits for its first push`;
  return {
    ...message(title, [
      lines([
        text(
          `${title}. Its token is shown only now: copy it to the script that pushes.`,
        ),
      ]),
      code(token),
      lines([text("A picture (PNG, JPEG, SVG), or numbers:")]),
      code(
        `curl -H "Authorization: Bearer $TOKEN" --data-binary @map.png ${url}\n` +
          `curl -H "Authorization: Bearer $TOKEN" -d "tickets open=12" ${url}\n` +
          `ALLSWELL_PANEL_TOKEN=… npx allswell panel push ${slug} --file map.png --to ${new URL(url).origin}`,
      ),
    ]),
    isSecret: true,
  };
}

export function panelsView(panels: readonly PanelLine[]): Message {
  const title = "Panels";
  const shown = fitting(panels.map(panelLine), MAX_MESSAGE - 3_000);
  const rest = panels.length - shown.length;
  return message(title, [
    header(title),
    panels.length === 0
      ? lines([
          text("There are none yet. A panel shows on a namespace's page what "),
          text("a script pushes, or the levels of a printer."),
        ])
      : bullets([
          ...shown,
          ...(rest > 0 ? [[text(`and ${rest} more`, "italic")]] : []),
        ]),
    lines(
      [text('panel new "Network weather" in iati every 1h', "code")],
      [text('panel new "Printer" from office/printer', "code")],
    ),
    ...(panels.length === 0 ? [] : [actions("panels", removeButtons(panels))]),
  ]);
}

function panelLine(panel: PanelLine): Leaf[] {
  const { name, namespaceSlug, slug, monitorId, expectedEveryMs } = panel;
  const at = monitorId === null ? panel.pushedAt : panel.factsAt;
  const every =
    expectedEveryMs === null
      ? ""
      : `, expected every ${durationInWords(expectedEveryMs)}`;
  return [
    text(name, "bold"),
    text(
      ` (${namespaceSlug}, ${slug})${monitorId === null ? "" : ", of a printer"}${every}: `,
    ),
    ...(at === null
      ? [text("nothing was pushed yet")]
      : [text("renewed "), moment(at)]),
  ];
}

function removeButtons(panels: readonly PanelLine[]) {
  return panels.slice(0, MOST_BUTTONS).map(({ name, slug }, index) => ({
    action: `${buttonIds.choose}:${index}`,
    label: `Remove ${clip(name, 40)}`,
    value: JSON.stringify(
      ["panel", "remove", slug].map((word): Word => ({
        kind: "word",
        text: word,
      })),
    ),
    style: "danger" as const,
    confirm: {
      title: "Remove this panel?",
      text: `"${name}" goes from the page, with all that was pushed.`,
      yes: "Remove it",
      no: "Keep it",
    },
  }));
}
