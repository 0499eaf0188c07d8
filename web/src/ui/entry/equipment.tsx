// The left half of the preview: our picture and loudness, what works and what does not, which devices are used.
import { t } from '../../base/i18n';
import { camera, cameraOn, microphone, microphoneOn } from '../../media/devices';
import { Face } from '../face';
import { Icon } from '../icons';
import { Meter } from '../meter';
import { Toggle } from '../toggle';
import { useMedia } from '../use';
import { Video } from '../video';
import { ownImage } from './image';
import { DevicePicker, SpeakerPicker } from './pickers';
import { Troubles } from './troubles';

/** Beside each other; as in preview.css. */
const WIDE = '(min-width: 761px)';

export function Equipment({ name }: { name: string }) {
  return (
    <>
      <Picture name={name} />
      <div class="toggles">
        <Toggle kind="microphone" />
        <Toggle kind="camera" />
      </div>
      <Meter track={microphoneOn.value ? microphone.track.value : null} />
      <Troubles />
      <Devices />
    </>
  );
}

/** On a phone they are folded: most people have one of each, and the way to the button would be long. */
function Devices() {
  const wide = useMedia(WIDE);
  return (
    <details class="devices" open={wide}>
      <summary>
        <Icon name="sliders" />
        {t('preview.devices')}
      </summary>
      <div class="pickers">
        <DevicePicker kind="camera" />
        <DevicePicker kind="microphone" />
        <SpeakerPicker />
      </div>
    </details>
  );
}

/** Nobody sees or hears a listener: a picture and a name stand in, and only the sound matters. */
export function ListenersPlace({ name }: { name: string }) {
  return (
    <>
      <div class="picture">
        <p>
          <Face name={name} image={ownImage.value} />
          {t('preview.listener')}
        </p>
      </div>
      <p class="hint">{t('preview.listenerText')}</p>
      <div class="pickers">
        <SpeakerPicker />
      </div>
    </>
  );
}

function Picture({ name }: { name: string }) {
  if (cameraOn.value)
    return (
      <div class="picture">
        <Video track={camera.track.value} label={t('preview.picture')} mirrored />
      </div>
    );
  const off = camera.problem.value !== null || !camera.wanted.value;
  return (
    <div class="picture">
      <p>
        <Face name={name} image={ownImage.value} />
        {t(off ? 'preview.cameraOff' : 'preview.starting')}
      </p>
    </div>
  );
}
