// One clear page for every way a stay can end or not begin, with one next step.
import { useEffect } from 'preact/hooks';
import { t, type Key } from '../base/i18n';
import { go } from '../base/router';
import { release } from '../media/devices';
import { ERROR_NAMES } from '../signal/types';
import { Card, CentredPage } from './parts';

interface Ending {
  title: Key;
  text?: Key;
  /** Is coming in again the next step, or the start page? */
  again: boolean;
}

const ENDINGS: Record<string, Ending> = {
  left: { title: 'end.left', text: 'end.leftText', again: true },
  ended: { title: 'end.ended', text: 'end.endedText', again: false },
  replaced: { title: 'end.replaced', text: 'end.replacedText', again: true },
  removed: { title: 'end.removed', text: 'end.removedText', again: false },
  failed: { title: 'end.failed', text: 'end.failedText', again: true },
  'not-found': { title: 'error.not-found', again: false },
  forbidden: { title: 'error.forbidden', again: false },
  network: { title: 'error.network', again: true },
};

function endingFor(reason: string): Ending {
  const known = ENDINGS[reason];
  if (known) return known;
  const name = ERROR_NAMES.find((error) => error === reason);
  return name
    ? { title: `error.${name}`, again: true }
    : { title: 'end.ended', text: 'end.endedText', again: false };
}

export function EndPage({ reason, again }: { reason: string; again: () => void }) {
  const ending = endingFor(reason);
  useEffect(() => release(), []);
  const next = ending.again ? again : () => go('/');
  return (
    <CentredPage>
      <Card>
        <div class="end" data-reason={reason}>
          <h1 tabIndex={-1} ref={(heading) => heading?.focus()}>
            {t(ending.title)}
          </h1>
          {ending.text && <p>{t(ending.text)}</p>}
          <button class="button primary" onClick={next}>
            {t(ending.again ? 'end.again' : 'app.home')}
          </button>
        </div>
      </Card>
    </CentredPage>
  );
}
