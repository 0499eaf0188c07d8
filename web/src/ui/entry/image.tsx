// One's own profile image: a round button that shows it, and what can be done with it.
import { signal } from '@preact/signals';
import { useRef, useState } from 'preact/hooks';
import { t, type Key } from '../../base/i18n';
import { choices, keepChoices, person } from '../../base/storage';
import { deleteImage, putImage } from '../../signal/images';
import { Face } from '../face';
import { Icon } from '../icons';
import { lazily } from '../lazy';

const CropDialog = lazily(async () => (await import('./crop')).CropDialog);
const KINDS = 'image/jpeg,image/png,image/webp';

/** Its path, or ''. */
export const ownImage = signal(choices().image);

function keep(image: string): void {
  ownImage.value = image;
  keepChoices({ image });
}

export function ImageButton({ name }: { name: string }) {
  const [picture, setPicture] = useState<File | null>(null);
  const [news, setNews] = useState<Key | null>(null);
  const save = async (square: Blob) => {
    keep(await putImage(square, person()));
    setPicture(null);
    setNews('image.saved');
  };
  const remove = () =>
    deleteImage(person()).then(
      () => {
        keep('');
        setNews('image.removed');
      },
      () => setNews('image.failed'),
    );
  return (
    <div class="image-button">
      <PickButton name={name} pick={setPicture} />
      {ownImage.value && (
        <button
          type="button"
          class="remove"
          data-action="remove-image"
          aria-label={t('image.remove')}
          title={t('image.remove')}
          onClick={() => void remove()}
        >
          <Icon name="close" />
        </button>
      )}
      <span class="hidden" role="status" data-image-news={news ?? ''}>
        {news && t(news)}
      </span>
      {picture && <CropDialog file={picture} save={save} close={() => setPicture(null)} />}
    </div>
  );
}

function PickButton({ name, pick }: { name: string; pick: (file: File) => void }) {
  const input = useRef<HTMLInputElement>(null);
  const label = t(ownImage.value ? 'image.change' : 'image.pick');
  const picked = (event: Event & { currentTarget: HTMLInputElement }) => {
    const [file] = event.currentTarget.files ?? [];
    // The same file again is a choice, too.
    event.currentTarget.value = '';
    if (file) pick(file);
  };
  return (
    <>
      <button
        type="button"
        class="pick"
        data-action="pick-image"
        title={label}
        onClick={() => input.current?.click()}
      >
        <span class="hidden">{label}</span>
        <Face name={name} image={ownImage.value} />
        <span class="pick-mark">
          <Icon name="snapshot" />
        </span>
      </button>
      <input ref={input} type="file" name="image" accept={KINDS} hidden onChange={picked} />
    </>
  );
}
