// Which camera, which microphone, which loudspeaker.
import { useId, useState } from 'preact/hooks';
import { t, type Key } from '../../base/i18n';
import { camera, choose, microphone, type Kind } from '../../media/devices';
import { canChooseSpeaker, chooseSpeaker, playChime, speaker, speakers } from '../../media/speaker';
import { Icon } from '../icons';

export function DevicePicker({ kind }: { kind: Kind }) {
  const device = kind === 'camera' ? camera : microphone;
  const list = device.list.value;
  const inUse = device.track.value?.getSettings().deviceId;
  return (
    <Picker
      name={kind}
      list={list}
      chosen={known(list, inUse) ?? known(list, device.chosen.value)}
      choose={(deviceId) => void choose(kind, deviceId)}
    />
  );
}

/** With a button that lets one hear it. Where the page may not choose, the sound alone can be tried. */
export function SpeakerPicker() {
  const list = speakers.value;
  if (!canChooseSpeaker || list.length === 0) return <TestSound />;
  return (
    <div class="speaker">
      <Picker name="speaker" list={list} chosen={known(list, speaker.value)} choose={chooseSpeaker} />
      <TestSound />
    </div>
  );
}

function known(list: MediaDeviceInfo[], wanted: string | undefined): string | undefined {
  return list.find(({ deviceId }) => deviceId === wanted)?.deviceId;
}

function Picker({
  name,
  list,
  chosen,
  choose,
}: {
  name: 'camera' | 'microphone' | 'speaker';
  list: MediaDeviceInfo[];
  chosen: string | undefined;
  choose: (deviceId: string) => void;
}) {
  const id = useId();
  const title = t(`preview.${name}`);
  return (
    <div class="field">
      <label for={id}>{title}</label>
      <select
        id={id}
        name={name}
        value={chosen ?? list[0]?.deviceId ?? ''}
        disabled={list.length === 0}
        onChange={(event) => choose(event.currentTarget.value)}
      >
        {list.length === 0 && <option value="">{t('preview.default')}</option>}
        {list.map(({ deviceId, label }, index) => (
          <option key={deviceId} value={deviceId}>
            {label || `${title} ${index + 1}`}
          </option>
        ))}
      </select>
    </div>
  );
}

const SAYINGS: Record<'silent' | 'playing' | 'failed', Key> = {
  silent: 'preview.test',
  playing: 'preview.testing',
  failed: 'preview.testFailed',
};

function TestSound() {
  const [state, setState] = useState<keyof typeof SAYINGS>('silent');
  const play = () => {
    setState('playing');
    playChime().then(
      () => setState('silent'),
      () => setState('failed'),
    );
  };
  return (
    <button
      type="button"
      class="button test-sound"
      data-action="test-sound"
      data-state={state}
      disabled={state === 'playing'}
      onClick={play}
    >
      <Icon name="sound" />
      <span role="status">{t(SAYINGS[state])}</span>
    </button>
  );
}
