import * as z from "zod";
import {
  editService,
  type Service,
} from "../../actions/targets/edit-service.ts";
import { fullName, type Target } from "../../actions/targets/find-target.ts";
import {
  actions,
  type Block,
  lines,
  menu,
  option,
  plain,
  text,
} from "../../base/slack-blocks.ts";
import { type PageLevel, pageLevels } from "../../domain/paging.ts";
import { buttonIds } from "../buttons/ids.ts";
import type { Tools } from "../commands/command.ts";
import type { View } from "../reply.ts";
import { changedSentence } from "../sentences.ts";
import { errorsAt, OTHER_VERSION } from "./errors.ts";
import { input, MAX_OPTIONS, textElement } from "./fields.ts";
import type { Outcome, Submission } from "./form.ts";
import { reader } from "../buttons/values.ts";

export const EDIT_SERVICE = "edit_service";

/** So many monitors are shown as buttons; more are in a menu. */
const MOST_BUTTONS = 5;

const metadata = z.object({ serviceId: z.int32() });

const isPublic = option("On the public page", "public");

const levelWords: Record<PageLevel, string> = {
  no: "Never",
  down: "When it is down",
  difficulties: "When it is down or in difficulties",
  severe: "When it is down, also in quiet hours",
};
const levelOptions = pageLevels.map((level) =>
  option(levelWords[level], level),
);

function optionOf(level: PageLevel) {
  return option(levelWords[level], level);
}

/** A form of an earlier version has no such field. */
function pagesIn(value: string | undefined): { pages?: PageLevel } {
  const pages = pageLevels.find((level) => level === value);
  return pages === undefined ? {} : { pages };
}

/** The form of what customers know of a service, and the way to the forms of its monitors. */
export function editServiceForm(
  target: Target,
  service: Service,
  monitors: readonly { id: number; name: string }[],
): View {
  return {
    type: "modal",
    callback_id: EDIT_SERVICE,
    private_metadata: JSON.stringify({
      serviceId: service.id,
    } satisfies z.infer<typeof metadata>),
    title: plain("Edit a service"),
    submit: plain("Save"),
    close: plain("Cancel"),
    blocks: [
      lines([text(fullName(target), "bold")]),
      input({
        id: "serviceName",
        label: "Service",
        help: "As customers know it.",
        element: textElement({ initial: service.name }),
      }),
      input({
        id: "slug",
        label: "Address",
        help: "Its place on the page: lower case letters, digits and hyphens. The one it had goes on leading to it.",
        element: textElement({ initial: service.slug }),
      }),
      input({
        id: "runbook",
        label: "Runbook",
        help: "Where it is written what to do when it is down; a button on its incidents leads there.",
        optional: true,
        element: textElement({
          initial: service.runbook ?? undefined,
          placeholder: "https://wiki.example.org/datastore",
        }),
      }),
      input({
        id: "pages",
        label: "Calls the person on call",
        help: "By SMS; who does not answer is followed by the next one of the rota.",
        element: {
          type: "static_select",
          options: levelOptions,
          initial_option: optionOf(service.pages),
        },
      }),
      input({
        id: "flags",
        label: "Customers",
        optional: true,
        element: {
          type: "checkboxes",
          options: [isPublic],
          ...(service.public ? { initial_options: [isPublic] } : {}),
        },
      }),
      ...monitorBlocks(monitors),
    ],
  };
}

function monitorBlocks(
  monitors: readonly { id: number; name: string }[],
): Block[] {
  if (monitors.length === 0) return [];
  const title = lines([text("How it is looked at", "bold")]);
  if (monitors.length <= MOST_BUTTONS)
    return [
      title,
      actions(
        "monitors",
        monitors.map(({ id, name }, index) => ({
          action: `${buttonIds.editMonitor}:${index}`,
          label: `Edit ${name}`,
          value: String(id),
        })),
      ),
    ];
  const options = monitors
    .slice(0, MAX_OPTIONS)
    .map(({ id, name }) => option(name, String(id)));
  return [
    title,
    actions(
      "monitors",
      [],
      [menu(buttonIds.editMonitor, "Edit a monitor …", options)],
    ),
  ];
}

/** Changes what the form says; what is wrong is told at its fields. */
export async function submitEditService(
  { values, metadata: carried, actor }: Submission,
  tools: Tools,
): Promise<Outcome> {
  const serviceId = readMetadata(carried)?.serviceId;
  if (serviceId === undefined)
    return { ok: false, errors: { serviceName: OTHER_VERSION } };
  const edited = await editService(tools.context(actor), serviceId, {
    name: values["serviceName"] ?? "",
    slug: (values["slug"] ?? "").trim().toLowerCase(),
    runbook: values["runbook"]?.trim() ?? null,
    public: values["flags"] === "public",
    ...pagesIn(values["pages"]),
  });
  if (edited.ok)
    return {
      ok: true,
      text: changedSentence(fullName(edited.target), edited.changes),
    };
  const fields = ["serviceName", "slug", "runbook"].map((id) => ({
    type: "input",
    block_id: id,
  }));
  return {
    ok: false,
    errors: errorsAt(
      { blocks: fields },
      edited.problems ?? [{ field: "serviceName", text: edited.text }],
      "serviceName",
    ),
  };
}

const readMetadata = reader(metadata);
