// Hooks of the pages of recordings.
import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../../base/i18n';
import { unsettled, type Shelf } from '../../room/shelf';
import { titleOf } from './words';

/** While something is made and nobody tells of it. */
const ASK_AGAIN_MS = 1500;
/** The addresses of files are good for ten minutes. */
const RENEW_MS = 8 * 60_000;

/** The list is had, and had again when it has grown old. `live`: the service tells by itself how far things are. */
export function useFresh(shelf: Shelf, live: boolean): void {
  const moving = unsettled(shelf.list.value);
  useEffect(() => {
    const renew = () => {
      if (document.visibilityState === 'visible' && Date.now() - shelf.loadedAt > RENEW_MS) void shelf.load();
    };
    void shelf.load();
    const timer = setInterval(renew, RENEW_MS / 8);
    document.addEventListener('visibilitychange', renew);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', renew);
    };
  }, [shelf]);
  useEffect(() => {
    if (live || !moving) return;
    const timer = setInterval(() => void shelf.load(), ASK_AGAIN_MS);
    return () => clearInterval(timer);
  }, [shelf, live, moving]);
}

/** The sentence for whoever does not see the list: what has become ready or failed since it was last looked at. */
export function useNews(shelf: Shelf): string {
  const [news, setNews] = useState('');
  const known = useRef(new Map<string, string>());
  const list = shelf.list.value;
  useEffect(() => {
    for (const recording of list) {
      const before = known.current.get(recording.id);
      if (before !== undefined && before !== recording.state) {
        const title = titleOf(recording);
        if (recording.state === 'ready' && before !== 'discarded') setNews(t('recordings.isReady', { title }));
        if (recording.state === 'failed') setNews(t('recordings.hasFailed', { title }));
        if (recording.state === 'discarded') setNews(t('recordings.isDiscarded', { title }));
      }
      known.current.set(recording.id, recording.state);
    }
  }, [list]);
  return news;
}

/** Date.now(), every second while it is wanted. */
export function useNow(wanted: boolean): number {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    if (!wanted) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [wanted]);
  return now;
}
