// Everyone in one picture: how they stand in it, and who is left out.
import { useState } from 'preact/hooks';
import { t } from '../../base/i18n';
import { peopleIn } from '../../room/reel';
import type { Shelf } from '../../room/shelf';
import type { Layout, Recording } from '../../signal/recording';
import { Dialog } from '../dialog';
import { Failure } from '../parts';
import { titleOf } from './words';

const LAYOUTS: readonly Layout[] = ['grid', 'speaker'];

export function ComposeDialog({ shelf, recording, close }: { shelf: Shelf; recording: Recording; close: () => void }) {
  const people = peopleIn(recording);
  const [layout, setLayout] = useState<Layout>('grid');
  const [out, setOut] = useState<ReadonlySet<string>>(new Set());
  const [busy, setBusy] = useState(false);
  const nobody = out.size >= people.length;
  const flip = (id: string) => {
    const next = new Set(out);
    if (!next.delete(id)) next.add(id);
    setOut(next);
  };
  const submit = (event: Event) => {
    event.preventDefault();
    setBusy(true);
    void shelf.compose(recording.id, { layout, leaveOut: [...out] }).then((done) => {
      setBusy(false);
      if (done) close();
    });
  };
  return (
    <Dialog title={t('compose.title')} close={close} class="compose">
      <p>{t('compose.text', { title: titleOf(recording) })}</p>
      <form onSubmit={submit}>
        <Layouts chosen={layout} choose={setLayout} />
        <fieldset class="compose-people">
          <legend>{t('compose.people')}</legend>
          {people.map(({ id, name }) => (
            <label class="check" key={id}>
              <input type="checkbox" name="person" value={id} checked={!out.has(id)} onChange={() => flip(id)} />
              <span class="name">{name}</span>
            </label>
          ))}
          {nobody && (
            <p class="hint wrong" role="alert">
              {t('compose.nobody')}
            </p>
          )}
        </fieldset>
        <Failure text={shelf.failure.value && t(shelf.failure.value)} />
        <div class="actions">
          <button type="button" class="button" onClick={close}>
            {t('recording.cancel')}
          </button>
          <button class="button primary" data-action="compose-confirm" disabled={busy || nobody}>
            {t('compose.confirm')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function Layouts({ chosen, choose }: { chosen: Layout; choose: (layout: Layout) => void }) {
  return (
    <fieldset class="layouts">
      <legend>{t('compose.layout')}</legend>
      {LAYOUTS.map((each) => (
        <label key={each}>
          <input type="radio" name="layout" value={each} checked={chosen === each} onChange={() => choose(each)} />
          <Sketch layout={each} />
          <span>{t(`compose.${each}`)}</span>
        </label>
      ))}
    </fieldset>
  );
}

/** What it will look like, in a few rectangles. */
function Sketch({ layout }: { layout: Layout }) {
  const boxes =
    layout === 'grid'
      ? [[2, 2, 28, 16], [34, 2, 28, 16], [2, 22, 28, 16], [34, 22, 28, 16]]
      : [[2, 2, 44, 36], [50, 2, 12, 10], [50, 15, 12, 10], [50, 28, 12, 10]];
  return (
    <svg class="sketch" viewBox="0 0 64 40" aria-hidden="true" focusable="false">
      {boxes.map(([x, y, width, height], index) => (
        <rect key={index} x={x} y={y} width={width} height={height} rx="2" />
      ))}
    </svg>
  );
}
