// Keys for everything, while nobody types; Space opens the microphone as long as it is held.
import { useEffect, useRef } from 'preact/hooks';
import { choices } from '../base/storage';
import { microphoneOn, cameraOn, switchCamera, switchMicrophone } from '../media/devices';
import { actionOf, type Action, type Press } from '../room/keys';
import type { Room } from '../room/room';
import { mark, section } from './recordings/words';

const TEXT = 'textarea, select, [contenteditable], input:not([type=checkbox], [type=radio], [type=button])';
/** Where the arrows and Space scroll. */
const SCROLLS = '[role=feed], .panel-scroll, .seats';

export function useKeys(room: Room): void {
  const held = useRef(false);
  useEffect(() => {
    const letGo = () => {
      if (held.current) void switchMicrophone(false, false);
      held.current = false;
    };
    const down = (event: KeyboardEvent) => {
      // Within a panel it is the panel's own; what had the focus may be gone.
      if (event.key === 'Escape' && event.target === document.body) room.desk.panel.value = null;
      const action = actionOf(pressOf(event), choices().keys);
      if (!action) return;
      event.preventDefault();
      if (event.repeat) return;
      if (action !== 'pushToTalk') return DO[action](room);
      if (microphoneOn.peek() || !room.links.rights.peek().audio) return;
      held.current = true;
      void switchMicrophone(true, false);
    };
    const up = ({ key }: KeyboardEvent) => key === ' ' && letGo();
    addEventListener('keydown', down);
    addEventListener('keyup', up);
    addEventListener('blur', letGo);
    return () => {
      removeEventListener('keydown', down);
      removeEventListener('keyup', up);
      removeEventListener('blur', letGo);
      letGo();
    };
  }, []);
}

const DO: Record<Exclude<Action, 'pushToTalk'>, (room: Room) => void> = {
  microphone: (room) => room.links.rights.peek().audio && void switchMicrophone(!microphoneOn.peek()),
  camera: (room) => room.links.rights.peek().video && void switchCamera(!cameraOn.peek()),
  hand: (room) => room.order.raise(),
  chat: (room) => room.desk.toggle('chat'),
  people: (room) => room.desk.toggle('people'),
  section: (room) => section(room),
  mark: (room) => mark(room),
  fullScreen: () => void toggleFullScreen(),
  keys: (room) => (room.desk.keys.value = true),
  previous: (room) => room.desk.turn(-1),
  next: (room) => room.desk.turn(1),
};

async function toggleFullScreen(): Promise<void> {
  const root = document.documentElement as Partial<HTMLElement>;
  // Phones of one maker have no full screen: then nothing happens.
  await (document.fullscreenElement ? document.exitFullscreen() : root.requestFullscreen?.())?.catch(() => undefined);
}

function pressOf(event: KeyboardEvent): Press {
  const target = event.target instanceof Element ? event.target : null;
  const within = (selector: string) => Boolean(target?.closest(selector));
  const open = document.querySelector('dialog[open]') !== null;
  return {
    key: event.key,
    code: event.code,
    modified: event.altKey || event.ctrlKey || event.metaKey || event.isComposing,
    focus: open || within(TEXT) ? 'all' : within(SCROLLS) ? 'scroll' : within('button, a, input') ? 'button' : 'page',
  };
}
