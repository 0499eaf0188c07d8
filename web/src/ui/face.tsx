import { colourOf, initials } from '../room/people';

const COLOURS = 6;

/** What stands for a person without camera: their picture, or else their initials. Its size is the text's around it. */
export function Face({ name, image = '' }: { name: string; image?: string | undefined }) {
  if (image) return <img class="portrait" src={image} alt="" />;
  return (
    <span class={`portrait colour-${colourOf(name, COLOURS)}`} aria-hidden="true">
      <span>{name.trim() ? initials(name) : ''}</span>
    </span>
  );
}
