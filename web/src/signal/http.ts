// One REST call: JSON or a file in, JSON out, and every failure a WireError.
import { WireError, isErrorName, type ErrorName } from './types';

const BY_STATUS: Record<number, ErrorName> = {
  400: 'wrong-state',
  401: 'bad-ticket',
  403: 'forbidden',
  404: 'not-found',
  409: 'in-use',
  413: 'too-large',
  429: 'limit',
  503: 'busy',
  507: 'storage-full',
};

export interface Request {
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** A Blob goes as it is, under its own type; all else as JSON. */
  body?: object;
  bearer?: string;
}

/** The answer of the service; null where it answers without one. */
export async function request<T>(path: string, { method = 'GET', body, bearer }: Request = {}): Promise<T> {
  const response = await send(path, {
    method,
    headers: { ...typeOf(body), ...(bearer ? { Authorization: `Bearer ${bearer}` } : {}) },
    ...(body ? { body: body instanceof Blob ? body : JSON.stringify(body) } : {}),
  });
  const answer: unknown = response.status === 204 ? null : await response.json().catch(() => undefined);
  if (response.ok && answer !== undefined) return answer as T;
  const data = errorData(answer);
  const name = isErrorName(data.name) ? data.name : BY_STATUS[response.status];
  throw new WireError(name ?? 'internal', `${path}: ${response.status}`, data);
}

function typeOf(body: object | undefined): Record<string, string> {
  if (!body) return {};
  return { 'Content-Type': body instanceof Blob ? body.type : 'application/json' };
}

async function send(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(path, init);
  } catch (error) {
    throw new WireError('network', String(error));
  }
}

/** `{code, message, data:{name, …}}`, bare or below `error`. */
function errorData(answer: unknown): Record<string, unknown> {
  const body = answer as { error?: { data?: unknown }; data?: unknown } | null | undefined;
  return { ...((body?.error?.data ?? body?.data) as object | undefined) };
}
