// Which people are on which page.

export const PAGE_SIZE = 6;
const PHONE_PAGE_SIZE = 2;
const PHONE_WIDTH = 480;

/** Six per page, two on a phone; `?pageSize=` in the address overrides it for this visit. */
export function pageSizeFor(windowWidth: number, query: string): number {
  const wanted = Number(new URLSearchParams(query).get('pageSize'));
  if (Number.isInteger(wanted) && wanted >= 1 && wanted <= PAGE_SIZE) return wanted;
  return windowWidth <= PHONE_WIDTH ? PHONE_PAGE_SIZE : PAGE_SIZE;
}

export function pageCount(people: number, pageSize: number): number {
  return Math.max(1, Math.ceil(people / pageSize));
}

/** The nearest page that exists: people leave. */
export function clampPage(page: number, people: number, pageSize: number): number {
  return Math.min(Math.max(0, page), pageCount(people, pageSize) - 1);
}

export function onPage<T>(people: readonly T[], page: number, pageSize: number): T[] {
  const first = clampPage(page, people.length, pageSize) * pageSize;
  return people.slice(first, first + pageSize);
}

