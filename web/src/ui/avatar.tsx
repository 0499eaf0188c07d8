// What stands for someone without a picture: their image, else their initials on a colour of their own.
import { useState } from 'preact/hooks';
import { colourOf, initials } from '../room/people';

const COLOURS = 6;

export function Avatar({ name, image }: { name: string; image?: string | undefined }) {
  const [broken, setBroken] = useState('');
  const shown = image && broken !== image ? image : null;
  return (
    <div class={`avatar colour-${colourOf(name, COLOURS)}`} aria-hidden="true">
      {shown ? <img src={shown} alt="" onError={() => setBroken(shown)} /> : <span>{initials(name)}</span>}
    </div>
  );
}
