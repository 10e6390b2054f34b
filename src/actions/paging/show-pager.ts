import { listNamespaces } from "../../store/targets/namespaces.ts";
import {
  pagedNow,
  type PagedLine,
  pagingNamespaces,
} from "../../store/paging/paged-people.ts";
import { listRotas } from "../../store/paging/rotas.ts";
import { contactsOf } from "../people/contact.ts";
import type { Context } from "../context.ts";
import { type PagerPerson, showPager } from "./settings.ts";

export type { PagedLine } from "../../store/paging/paged-people.ts";

const MOST_SHOWN = 10;

/** How the actor is called, whom allswell is calling just now, and who could not be called. */
export interface PagerState {
  person: PagerPerson;
  hasNumber: boolean;
  paged: PagedLine[];
  /** Namespaces with services that call people, where nobody is on the rota. */
  withoutRota: string[];
  /** People of their rotas who left no number. */
  withoutNumber: string[];
}

export async function pagerState(context: Context): Promise<PagerState> {
  const { actor, store } = context;
  const paging = await pagingNamespaces(store.db);
  const rotas = (await listRotas(store.db)).filter(({ namespaceId }) =>
    paging.includes(namespaceId),
  );
  const people = rotas.flatMap((rota) => rota.people);
  const known = await contactsOf(context, [
    actor.id,
    ...people.map(({ id }) => id),
  ]);
  const hasNumber = (id: string): boolean => known.get(id)?.phone !== undefined;
  const withoutRota = (await listNamespaces(store.db)).filter(
    ({ id }) =>
      paging.includes(id) &&
      !rotas.some(({ namespaceId }) => namespaceId === id),
  );
  const silent = people.filter(({ id }) => !hasNumber(id));
  return {
    person: await showPager(context),
    hasNumber: hasNumber(actor.id),
    paged: await pagedNow(store.db, MOST_SHOWN),
    withoutRota: withoutRota.map(({ name }) => name),
    withoutNumber: [...new Set(silent.map(({ name }) => name))],
  };
}
