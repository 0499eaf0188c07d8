import { t } from '../base/i18n';
import { cameraOn, microphoneOn, switchCamera, switchMicrophone } from '../media/devices';
import { Icon } from './icons';

/** On and off for the microphone or the camera. */
export function Toggle({ kind }: { kind: 'camera' | 'microphone' }) {
  const on = kind === 'camera' ? cameraOn.value : microphoneOn.value;
  const label =
    kind === 'camera' ? t(on ? 'menu.cameraOff' : 'menu.cameraOn') : t(on ? 'menu.mute' : 'menu.unmute');
  const flip = kind === 'camera' ? switchCamera : switchMicrophone;
  return (
    <button
      type="button"
      class={on ? 'menu-item' : 'menu-item off'}
      data-toggle={kind}
      data-on={on}
      onClick={() => void flip(!on)}
    >
      <Icon name={on ? kind : `${kind}Off`} />
      <span>{label}</span>
    </button>
  );
}
