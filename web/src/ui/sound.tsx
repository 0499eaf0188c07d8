// Everyone else's sound: one plain <audio> per audio slot, never WebAudio, so that the browser's echo cancellation
// knows it. Where the browser holds sound back until a click, there is a button for it.
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../base/i18n';
import { throughSpeaker } from '../media/speaker';
import type { Room } from '../room/room';
import { Icon } from './icons';

export function Sound({ room }: { room: Room }) {
  const blocked = useSignal(false);
  const container = useRef<HTMLDivElement>(null);
  const subscriber = room.links.connected.value > 0 ? room.links.subscriber.value : null;
  const slots = subscriber?.slots.filter(({ kind }) => kind === 'audio' || kind === 'screen-audio') ?? [];
  const release = () => {
    blocked.value = false;
    container.current
      ?.querySelectorAll('audio')
      .forEach((audio) => void audio.play().catch(() => (blocked.value = true)));
  };
  return (
    <div ref={container}>
      {slots.map(({ mid }) => {
        const stream = subscriber?.streams.get(mid);
        return (
          stream && <Voice key={stream.id} mid={mid} stream={stream} refused={() => (blocked.value = true)} />
        );
      })}
      {blocked.value && (
        <div class="sound" role="alertdialog" aria-label={t('room.soundText')}>
          <p>{t('room.soundText')}</p>
          <button class="button primary" onClick={release}>
            <Icon name="sound" />
            {t('room.sound')}
          </button>
        </div>
      )}
    </div>
  );
}

function Voice({ mid, stream, refused }: { mid: string; stream: MediaStream; refused: () => void }) {
  const element = useRef<HTMLAudioElement>(null);
  useEffect(() => {
    const audio = element.current;
    if (!audio) return;
    audio.srcObject = stream;
    audio.play().catch((error: DOMException) => error.name === 'NotAllowedError' && refused());
    return throughSpeaker(audio);
  }, [stream]);
  return <audio ref={element} data-mid={mid} autoPlay />;
}
