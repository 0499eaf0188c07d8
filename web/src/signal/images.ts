// The profile image of this browser's person, kept by the service.
import { request } from './http';

const PATH = '/api/images';

/** Puts `picture` in place of the present one; its path. `person` is the browser's own key. */
export async function putImage(picture: Blob, person: string): Promise<string> {
  return (await request<{ image: string }>(PATH, { method: 'PUT', body: picture, bearer: person })).image;
}

export async function deleteImage(person: string): Promise<void> {
  await request(PATH, { method: 'DELETE', bearer: person });
}
