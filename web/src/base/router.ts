// The addresses: `/` (start), `/r/NUMBER` (a room), `/recordings/ID` (what was recorded of a room by its id), `/login`,
// `/account`.
import { signal } from '@preact/signals';

export type Route =
  | { page: 'start' | 'login' | 'account' }
  | { page: 'room'; number: string }
  | { page: 'recordings'; room: string };

const PAGES: Record<string, Route> = { '/login': { page: 'login' }, '/account': { page: 'account' } };

export const route = signal<Route>(parse(globalThis.location?.pathname ?? '/'));

export function roomPath(number: string): string {
  return `/r/${encodeURIComponent(number)}`;
}

export function recordingsPath(room: string): string {
  return `/recordings/${encodeURIComponent(room)}`;
}

export function go(path: string): void {
  history.pushState(null, '', path + location.search);
  route.value = parse(location.pathname);
}

export function parse(path: string): Route {
  const number = decoded(/^\/r\/([^/]+)\/?$/.exec(path)?.[1]);
  if (number) return { page: 'room', number };
  const room = decoded(/^\/recordings\/([^/]+)\/?$/.exec(path)?.[1]);
  return room ? { page: 'recordings', room } : (PAGES[path.replace(/\/$/, '')] ?? { page: 'start' });
}

/** Room number out of what a person types or pastes: a number with spaces or dashes, or the whole invitation link. */
export function numberFrom(text: string): string {
  const trimmed = text.trim();
  return decoded(/\/r\/([^/?#\s]+)/.exec(trimmed)?.[1]) ?? trimmed.replace(/[\s-]/g, '');
}

function decoded(component: string | undefined): string | undefined {
  try {
    return component && decodeURIComponent(component);
  } catch {
    return undefined;
  }
}

if (typeof addEventListener === 'function')
  addEventListener('popstate', () => (route.value = parse(location.pathname)));
