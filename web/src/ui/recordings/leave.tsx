// A host leaves: alone, or the class ends for everyone; then the recordings are saved or thrown away. Nothing is chosen
// before, and nothing is lost by closing the window instead.
import { useState } from 'preact/hooks';
import { t } from '../../base/i18n';
import type { Room } from '../../room/room';
import { Dialog } from '../dialog';
import { Icon, type IconName } from '../icons';

export function LeaveDialog({ room, close }: { room: Room; close: () => void }) {
  const [busy, setBusy] = useState(false);
  const recorded = room.recordings.any.value;
  const end = (save?: boolean) => {
    setBusy(true);
    void room.end(save).then((done) => {
      if (done) return;
      setBusy(false);
      close();
    });
  };
  return (
    <Dialog title={t(recorded ? 'leave.saveTitle' : 'leave.title')} close={close} class="leave-dialog">
      <p>{t(recorded ? 'leave.ask' : 'leave.text')}</p>
      <div class="ways">
        {recorded ? (
          <>
            <Way action="leave-save" icon="download" words="save" busy={busy} run={() => end(true)} main />
            <Way action="leave-discard" icon="bin" words="discard" busy={busy} run={() => end(false)} />
          </>
        ) : (
          <Way action="leave-everyone" icon="stop" words="everyone" busy={busy} run={() => end()} />
        )}
        <Way
          action="leave-only"
          icon="leave"
          words="only"
          text={recorded ? 'onlyRecordedText' : 'onlyText'}
          busy={busy}
          run={() => void room.leave()}
        />
      </div>
      <div class="actions">
        <button class="button" data-action="leave-cancel" onClick={close}>
          {t('leave.cancel')}
        </button>
      </div>
    </Dialog>
  );
}

interface WayProps {
  action: string;
  icon: IconName;
  words: 'save' | 'discard' | 'everyone' | 'only';
  /** What it means, where that depends. */
  text?: 'onlyText' | 'onlyRecordedText';
  busy: boolean;
  run: () => void;
  main?: boolean;
}

function Way({ action, icon, words, text, busy, run, main = false }: WayProps) {
  return (
    <button class={main ? 'way main' : 'way'} data-action={action} disabled={busy} onClick={run}>
      <Icon name={icon} />
      <span>
        <strong>{t(`leave.${words}`)}</strong>
        <span>{t(`leave.${text ?? `${words}Text`}` as const)}</span>
      </span>
    </button>
  );
}
