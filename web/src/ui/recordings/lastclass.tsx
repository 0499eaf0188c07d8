// Whoever led a class and comes back is shown the way to what was recorded of it: nothing is lost with a closed window.
import { useEffect, useState } from 'preact/hooks';
import { t } from '../../base/i18n';
import { recordingsPath } from '../../base/router';
import { classes, type Class } from '../../base/storage';
import { restKeeper } from '../../signal/keeper';
import { Icon } from '../icons';
import { Link } from '../parts';

/** Of the newest class in this browser, or of the one with this number. Nothing where there is nothing. */
export function LastClass({ number }: { number?: string }) {
  const [led, setLed] = useState<Class | null>(null);
  useEffect(() => {
    let here = true;
    const last = classes().find((each) => number === undefined || each.number === number);
    if (last)
      restKeeper(last.id, last.key)
        .list()
        .then(
          ({ recordings }) => here && recordings.length > 0 && setLed(last),
          // Not to be had is not to be offered.
          () => undefined,
        );
    return () => void (here = false);
  }, [number]);
  if (!led) return null;
  return (
    <p class="last-class" data-last-class={led.id}>
      <Icon name="record" />
      <span>
        {t('recordings.last', { title: led.title })}{' '}
        <Link class="text-link" to={recordingsPath(led.id)}>
          {t('recordings.look')}
        </Link>
      </span>
    </p>
  );
}
