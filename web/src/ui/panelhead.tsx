import type { ComponentChildren } from 'preact';
import { t } from '../base/i18n';
import type { Room } from '../room/room';
import { Icon } from './icons';
import { RecordingBadge } from './recordings/badge';

/** The upper edge of a panel: its title, what can be done with all of it, and the way out. */
export function PanelHead({ room, title, children }: { room: Room; title: string; children?: ComponentChildren }) {
  return (
    <header class="panel-head">
      <h2>{title}</h2>
      <RecordingBadge room={room} within />
      {children}
      <button
        class="plain"
        data-action="panel-close"
        aria-label={t('panel.close')}
        title={t('panel.close')}
        onClick={() => (room.desk.panel.value = null)}
      >
        <Icon name="close" />
      </button>
    </header>
  );
}
