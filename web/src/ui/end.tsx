// One clear page for every way a stay can end or not begin, with one next step.
import { useEffect } from 'preact/hooks';
import { t, type Key } from '../base/i18n';
import { go } from '../base/router';
import { release } from '../media/devices';
import type { Room } from '../room/room';
import { ERROR_NAMES } from '../signal/types';
import { Icon, type IconName } from './icons';
import { lazily } from './lazy';
import { Card, CentredPage } from './parts';
import { takeFocus } from './use';

const EndedRecordings = lazily(() => import('./recordings/ended').then((module) => module.EndedRecordings));
const LastClass = lazily(() => import('./recordings/lastclass').then((module) => module.LastClass));

/** The next step: to come in (again) or to try once more, or the start page. */
type Step = 'again' | 'retry' | 'home';

interface Ending {
  icon: IconName;
  title: Key;
  text?: Key;
  step: Step;
}

const STEPS: Record<Step, Key> = { again: 'end.again', retry: 'end.retry', home: 'app.home' };

const ENDINGS: Record<string, Ending> = {
  left: { icon: 'leave', title: 'end.left', text: 'end.leftText', step: 'again' },
  ended: { icon: 'check', title: 'end.ended', text: 'end.endedText', step: 'home' },
  saved: { icon: 'check', title: 'end.ended', text: 'end.savedText', step: 'home' },
  discarded: { icon: 'bin', title: 'end.ended', text: 'end.discardedText', step: 'home' },
  replaced: { icon: 'again', title: 'end.replaced', text: 'end.replacedText', step: 'again' },
  removed: { icon: 'stop', title: 'end.removed', text: 'end.removedText', step: 'home' },
  failed: { icon: 'attention', title: 'end.failed', text: 'end.failedText', step: 'again' },
  locked: { icon: 'lock', title: 'end.locked', text: 'end.lockedText', step: 'retry' },
  declined: { icon: 'stop', title: 'end.declined', text: 'end.declinedText', step: 'home' },
  full: { icon: 'people', title: 'end.full', text: 'end.fullText', step: 'retry' },
  pin: { icon: 'lock', title: 'end.pin', text: 'end.pinText', step: 'again' },
  limit: { icon: 'hourglass', title: 'end.limit', text: 'end.limitText', step: 'retry' },
  'not-found': { icon: 'search', title: 'end.notFound', text: 'end.notFoundText', step: 'home' },
  forbidden: { icon: 'stop', title: 'error.forbidden', step: 'home' },
  network: { icon: 'lost', title: 'end.network', text: 'end.networkText', step: 'retry' },
};

function endingFor(reason: string): Ending {
  const known = ENDINGS[reason];
  if (known) return known;
  const name = ERROR_NAMES.find((error) => error === reason);
  return name
    ? { icon: 'attention', title: `error.${name}`, step: 'again' }
    : { icon: 'check', title: 'end.ended', text: 'end.endedText', step: 'home' };
}

/** `room`: the stay that is over, if there was one. */
export function EndPage({ reason, room, again }: { reason: string; room: Room | null; again: () => void }) {
  const ending = endingFor(reason);
  useEffect(() => release(), []);
  const own = reason === 'saved' || reason === 'discarded';
  const next = ending.step === 'home' ? () => go('/') : again;
  return (
    <CentredPage>
      <Card>
        <div class="end" data-reason={reason}>
          <span class="end-mark" aria-hidden="true">
            <Icon name={ending.icon} />
          </span>
          <h1 tabIndex={-1} ref={takeFocus}>
            {t(ending.title)}
          </h1>
          {ending.text && <p>{t(ending.text)}</p>}
          {room && own && <EndedRecordings room={room} saved={reason === 'saved'} />}
          {room?.isHost.peek() && !own && <LastClass number={room.number} />}
          <button class={own ? 'button' : 'button primary'} data-action="end-next" onClick={next}>
            {t(STEPS[ending.step])}
          </button>
        </div>
      </Card>
    </CentredPage>
  );
}
