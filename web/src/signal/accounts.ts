// Logging in, one's own rooms, and the operators' list of accounts. The login itself is a cookie no script can read.
import { request } from './http';
import type { Kind } from './types';

export const ACCOUNT_ROLES = ['teacher', 'operator', 'ml-reader'] as const;
export type AccountRole = (typeof ACCOUNT_ROLES)[number];

export interface Account {
  name: string;
  role: AccountRole;
}

export interface OwnRoom {
  id: string;
  number: string;
  title: string;
  kind: Kind;
  openedAt: number;
  closedAt: number | null;
}

export async function fetchMe(): Promise<Account | null> {
  return (await request<{ account: Account | null }>('/api/me')).account;
}

export async function logIn(name: string, password: string): Promise<Account> {
  const body = { name, password };
  return (await request<{ account: Account }>('/api/login', { method: 'POST', body })).account;
}

export async function logOut(): Promise<void> {
  await request('/api/logout', { method: 'POST', body: {} });
}

export async function fetchOwnRooms(): Promise<OwnRoom[]> {
  return (await request<{ rooms: OwnRoom[] }>('/api/me/rooms')).rooms;
}

export async function changePassword(before: string, after: string): Promise<void> {
  await request('/api/me/password', { method: 'POST', body: { old: before, new: after } });
}

export async function fetchAccounts(): Promise<Account[]> {
  return (await request<{ accounts: Account[] }>('/api/accounts')).accounts;
}

export async function addAccount(account: Account & { password: string }): Promise<void> {
  await request('/api/accounts', { method: 'POST', body: account });
}

export async function removeAccount(name: string): Promise<void> {
  await request(`/api/accounts/${encodeURIComponent(name)}`, { method: 'DELETE' });
}
