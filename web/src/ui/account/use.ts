// Hooks of the account pages.
import { useEffect, useState } from 'preact/hooks';
import { WireError } from '../../signal/types';

export type Failed = WireError['wireName'];

export function failureOf(error: unknown): Failed {
  return error instanceof WireError ? error.wireName : 'internal';
}

/** A form that is busy until `act` is done, and then says why it failed, if it did. */
export function useSubmit(act: () => Promise<void>) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<Failed | null>(null);
  const submit = (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    act()
      .catch((failure: unknown) => setError(failureOf(failure)))
      .finally(() => setBusy(false));
  };
  return { busy, error, submit };
}

/** What `load` brings, null until then; `again` loads it anew, keeping what is there meanwhile. */
export function useLoaded<T>(load: () => Promise<T>) {
  const [value, setValue] = useState<T | null>(null);
  const [error, setError] = useState<Failed | null>(null);
  const again = () =>
    load().then(
      (loaded) => {
        setValue(loaded);
        setError(null);
      },
      (failure: unknown) => setError(failureOf(failure)),
    );
  useEffect(() => void again(), []);
  return { value, error, again };
}
