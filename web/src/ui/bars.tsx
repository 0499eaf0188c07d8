// How someone's connection is: three bars, one bar, or none and crossed out; what that means as a title.
import { t } from '../base/i18n';
import type { ConnectionState } from '../signal/types';

const LIT: Record<ConnectionState, number> = { ok: 3, weak: 1, lost: 0 };
const HEIGHTS = [5, 9, 13];
const BASE = 15;

export function Bars({ connection, own = false }: { connection: ConnectionState; own?: boolean }) {
  const meaning = t(own ? `connection.own.${connection}` : `connection.${connection}`);
  return (
    <span class={`bars ${connection}`} role="img" aria-label={meaning} title={meaning} data-bars={connection}>
      <svg viewBox="0 0 18 16" aria-hidden="true" focusable="false">
        {HEIGHTS.map((height, index) => (
          <rect
            key={height}
            class={index < LIT[connection] ? 'lit' : ''}
            x={1 + index * 6}
            y={BASE - height}
            width="4"
            height={height}
            rx="1"
          />
        ))}
        {connection === 'lost' && <path d="M2 2l14 13" />}
      </svg>
      {connection !== 'ok' && (
        <span class="bars-text" aria-hidden="true">
          {t(`tile.${connection}`)}
        </span>
      )}
    </span>
  );
}
