import { useEffect, useRef } from 'preact/hooks';
import { t } from '../base/i18n';
import { measure } from '../media/meter';

const SEGMENTS = 16;

/** How loud our microphone is; at rest without one. Drawn past Preact: it changes with every frame. */
export function Meter({ track }: { track: MediaStreamTrack | null }) {
  const bar = useRef<HTMLDivElement>(null);
  const show = (level: number) => {
    const lit = Math.round(level * SEGMENTS);
    const element = bar.current;
    if (!element || element.getAttribute('aria-valuenow') === String(lit)) return;
    element.setAttribute('aria-valuenow', String(lit));
    [...element.children].forEach((segment, index) => segment.classList.toggle('lit', index < lit));
  };
  useEffect(() => {
    show(0);
    return track ? measure(track, show) : undefined;
  }, [track]);
  return (
    <div
      class="meter"
      ref={bar}
      role="meter"
      aria-label={t('preview.level')}
      aria-valuemin={0}
      aria-valuemax={SEGMENTS}
      aria-valuenow={0}
    >
      {Array.from({ length: SEGMENTS }, (_, index) => (
        <span key={index} />
      ))}
    </div>
  );
}
