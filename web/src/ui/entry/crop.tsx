// The part of a picture that is kept, picked by dragging, wheel, slider or keys.
import { useEffect, useRef, useState } from 'preact/hooks';
import { t, type Key } from '../../base/i18n';
import { MOST_ZOOM, moved, squareOf, wholeCrop, zoomed, type Crop } from '../../media/crop';
import { WireError } from '../../signal/types';
import { Failure } from '../parts';

/** Twice what the service keeps: it is made smaller there, once. */
const SIDE_PX = 512;
const KEY_STEP = 0.05;
const ZOOM_STEP = 0.1;
const WAYS: Record<string, [number, number]> = {
  ArrowLeft: [-KEY_STEP, 0],
  ArrowRight: [KEY_STEP, 0],
  ArrowUp: [0, -KEY_STEP],
  ArrowDown: [0, KEY_STEP],
};
const ZOOMS: Record<string, number> = { '+': ZOOM_STEP, '=': ZOOM_STEP, '-': -ZOOM_STEP };

export interface CropDialogProps {
  file: File;
  save: (square: Blob) => Promise<void>;
  close: () => void;
}

export function CropDialog({ file, save, close }: CropDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const { picture, unreadable } = usePicture(file);
  const { busy, error, submit } = useSaving(canvas, save);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} class="crop" aria-labelledby="crop-title" onClose={close}>
      <h2 id="crop-title">{t('image.title')}</h2>
      {picture && <CropArea picture={picture} canvas={canvas} />}
      <Failure text={unreadable ? t('image.unreadable') : error && t(error)} />
      <div class="actions">
        <button type="button" class="button" onClick={close}>
          {t('image.cancel')}
        </button>
        {picture && (
          <button type="button" class="button primary" data-action="save-image" disabled={busy} onClick={submit}>
            {t(busy ? 'image.saving' : 'image.save')}
          </button>
        )}
      </div>
    </dialog>
  );
}

/** The picture, upright. */
function usePicture(file: File) {
  const [picture, setPicture] = useState<ImageBitmap | null>(null);
  const [unreadable, setUnreadable] = useState(false);
  useEffect(() => {
    let bitmap: ImageBitmap | null = null;
    let here = true;
    createImageBitmap(file).then(
      (read) => {
        bitmap = read;
        if (here) setPicture(read);
        else read.close();
      },
      () => here && setUnreadable(true),
    );
    return () => {
      here = false;
      bitmap?.close();
    };
  }, [file]);
  return { picture, unreadable };
}

function useSaving(canvas: { current: HTMLCanvasElement | null }, save: (square: Blob) => Promise<void>) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<Key | null>(null);
  const submit = () => {
    setBusy(true);
    setError(null);
    canvas.current?.toBlob((square) => {
      const saved = square ? save(square) : Promise.reject(new Error('no picture'));
      saved.catch((failure: unknown) => {
        const reason = failure instanceof WireError ? failure.wireName : 'internal';
        setError(reason === 'internal' ? 'image.failed' : `error.${reason}`);
        setBusy(false);
      });
    }, 'image/jpeg', 0.92);
  };
  return { busy, error, submit };
}

function CropArea({ picture, canvas }: { picture: ImageBitmap; canvas: { current: HTMLCanvasElement | null } }) {
  const [crop, setCrop] = useState<Crop>(() => wholeCrop(picture));
  const area = useRef<HTMLDivElement>(null);
  const zoom = (to: number) => setCrop((now) => zoomed(picture, now, to));
  const move = (right: number, down: number) => setCrop((now) => moved(picture, now, right, down));
  useEffect(() => draw(canvas.current, picture, crop), [picture, crop]);
  useEffect(() => area.current?.focus(), []);
  const drag = (event: PointerEvent) => {
    if (!area.current?.hasPointerCapture(event.pointerId)) return;
    move(-event.movementX / area.current.clientWidth, -event.movementY / area.current.clientHeight);
  };
  const press = (event: KeyboardEvent) => {
    const way = WAYS[event.key];
    const step = ZOOMS[event.key];
    if (way) move(...way);
    else if (step) zoom(crop.zoom + step);
    else return;
    event.preventDefault();
  };
  return (
    <>
      <div
        ref={area}
        class="crop-area"
        tabIndex={0}
        role="application"
        aria-label={t('image.area')}
        aria-describedby="crop-how"
        onKeyDown={press}
        onPointerDown={(event) => area.current?.setPointerCapture(event.pointerId)}
        onPointerMove={drag}
        onWheel={(event) => {
          event.preventDefault();
          zoom(crop.zoom - Math.sign(event.deltaY) * ZOOM_STEP);
        }}
      >
        <canvas ref={canvas} width={SIDE_PX} height={SIDE_PX} />
      </div>
      <label class="zoom">
        <span>{t('image.zoom')}</span>
        <input
          type="range"
          name="zoom"
          min={1}
          max={MOST_ZOOM}
          step={0.05}
          value={crop.zoom}
          onInput={(event) => zoom(event.currentTarget.valueAsNumber)}
        />
      </label>
      <p class="hint" id="crop-how">
        {t('image.how')}
      </p>
    </>
  );
}

function draw(canvas: HTMLCanvasElement | null, picture: ImageBitmap, crop: Crop): void {
  const context = canvas?.getContext('2d');
  if (!context) return;
  const { left, top, side } = squareOf(picture, crop);
  context.imageSmoothingQuality = 'high';
  // A picture that can be seen through gets paper behind it: JPEG would make it black.
  context.fillStyle = '#fff';
  context.fillRect(0, 0, SIDE_PX, SIDE_PX);
  context.drawImage(picture, left, top, side, side, 0, 0, SIDE_PX, SIDE_PX);
}
