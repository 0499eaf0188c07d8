// The page before entering: name, picture, loudness, devices. Entering never waits for a device.
import { useEffect, useId, useState } from 'preact/hooks';
import { t } from '../base/i18n';
import { choices } from '../base/storage';
import {
  camera,
  cameraOn,
  choose,
  microphone,
  microphoneOn,
  open,
} from '../media/devices';
import { Icon } from './icons';
import { Meter } from './meter';
import { CentredPage, Field } from './parts';
import { Toggle } from './toggle';
import { Video } from './video';

export function Preview({ number, enter }: { number: string; enter: (name: string) => Promise<void> }) {
  const [name, setName] = useState(choices().name);
  const [busy, setBusy] = useState(false);
  useEffect(() => void open(), []);

  const submit = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    await enter(name.trim());
  };

  return (
    <CentredPage wide>
      <section class="card preview">
        <div class="preview-left">
          <Picture />
          <div class="toggles">
            <Toggle kind="microphone" />
            <Toggle kind="camera" />
          </div>
          <Meter track={microphoneOn.value ? microphone.track.value : null} />
        </div>
        <form class="preview-right" onSubmit={(event) => void submit(event)}>
          <p class="muted">{t('preview.room', { number })}</p>
          <h1>{t('preview.title')}</h1>
          <Field label={t('preview.name')} name="name" value={name} onInput={setName} required />
          <Picker kind="camera" />
          <Picker kind="microphone" />
          <Problems />
          <button class="button primary large" disabled={busy}>
            {t(busy ? 'preview.entering' : 'preview.enter')}
          </button>
        </form>
      </section>
    </CentredPage>
  );
}

function Picture() {
  const off = camera.problem.value !== null || !camera.wanted.value;
  return (
    <div class="picture">
      {cameraOn.value ? (
        <Video track={camera.track.value} label={t('preview.picture')} mirrored />
      ) : (
        <p>
          <Icon name={off ? 'cameraOff' : 'camera'} />
          {t(off ? 'preview.cameraOff' : 'preview.starting')}
        </p>
      )}
    </div>
  );
}

function Picker({ kind }: { kind: 'camera' | 'microphone' }) {
  const id = useId();
  const device = kind === 'camera' ? camera : microphone;
  const known = (id: string | undefined) =>
    device.list.value.find(({ deviceId }) => deviceId === id)?.deviceId;
  const inUse =
    known(device.track.value?.getSettings().deviceId) ??
    known(device.chosen.value) ??
    device.list.value[0]?.deviceId ??
    '';
  return (
    <div class="field">
      <label for={id}>{t(`preview.${kind}`)}</label>
      <select
        id={id}
        name={kind}
        value={inUse}
        disabled={device.list.value.length === 0}
        onChange={(event) => void choose(kind, event.currentTarget.value)}
      >
        {device.list.value.length === 0 && <option value="">{t('preview.default')}</option>}
        {device.list.value.map(({ deviceId, label }, index) => (
          <option key={deviceId} value={deviceId}>
            {label || `${t(`preview.${kind}`)} ${index + 1}`}
          </option>
        ))}
      </select>
    </div>
  );
}

function Problems() {
  const problems = [camera, microphone].filter((device) => device.problem.value !== null);
  if (problems.length === 0) return null;
  return (
    <div class="notice" role="status">
      {problems.map(({ kind, problem }) => (
        <p key={kind} data-problem={`${kind}-${problem.value}`}>
          {problem.value && t(`device.${kind}.${problem.value}`)}
        </p>
      ))}
      <p>{t('preview.without')}</p>
    </div>
  );
}
