import type { PublicNamespace } from "../actions/public/public-view.ts";

/** Whether anything of a namespace is meant for everybody; the name of any other is the team's alone. */
export function isOpen({
  services,
  panels,
  posts,
  domain,
}: PublicNamespace): boolean {
  const shown = services.length + panels.length + posts.length;
  return shown > 0 || domain !== null;
}
