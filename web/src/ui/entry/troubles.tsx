// What is wrong with camera and microphone, and what to do about it in this very browser.
import { browser } from '../../base/browser';
import { t } from '../../base/i18n';
import { camera, microphone, open, type Kind, type Problem } from '../../media/devices';
import { Icon } from '../icons';

/** Where the browser says no, where to change that is said once for both. */
function sentence(kind: Kind, problem: Problem | null): string {
  if (problem === 'denied') return t(`trouble.denied.${kind}`);
  return problem ? t(`device.${kind}.${problem}`) : '';
}

export function Troubles() {
  const troubled = [camera, microphone].filter((device) => device.problem.value !== null);
  // The status region is there before its content, so that what comes into it is read out.
  return (
    <div role="status">
      {troubled.length > 0 && (
        <div class="notice troubles">
          <Icon name="attention" />
          <div>
            {troubled.map(({ kind, problem }) => (
              <p key={kind} data-problem={`${kind}-${problem.value}`}>
                {sentence(kind, problem.value)}
              </p>
            ))}
            {troubled.some(({ problem }) => problem.value === 'denied') && (
              <p data-help={browser()}>{t(`trouble.allow.${browser()}`)}</p>
            )}
            <p class="without">{t('preview.without')}</p>
          </div>
          <button type="button" class="button small" data-action="retry" onClick={() => void open()}>
            {t('trouble.again')}
          </button>
        </div>
      )}
    </div>
  );
}
