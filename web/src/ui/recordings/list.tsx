// The recordings of a room, newest first: what they are, how far they are, and what can be done with them.
import { useState } from 'preact/hooks';
import { t } from '../../base/i18n';
import type { Shelf } from '../../room/shelf';
import { Loading } from '../loading';
import { Failure } from '../parts';
import { ComposeDialog } from './compose';
import { Entry } from './entry';
import { Player, type Choice } from './player';
import { useFresh, useNews } from './use';

interface ListProps {
  shelf: Shelf;
  /** The service tells by itself how far they are. */
  live: boolean;
  /** The files of each are shown from the beginning. */
  unfolded?: boolean;
}

export function RecordingList({ shelf, live, unfolded = false }: ListProps) {
  const [playing, setPlaying] = useState<Choice | null>(null);
  const [composing, setComposing] = useState<string | null>(null);
  useFresh(shelf, live);
  const news = useNews(shelf);
  const { list, known, failure, more } = shelf;
  const composed = composing === null ? undefined : shelf.find(composing);
  return (
    <div class="recording-list" data-recordings={list.value.length}>
      <p class="hidden" role="status">
        {news}
      </p>
      <Failure text={failure.value && t(failure.value)} />
      {!known.value && failure.value === null && <Loading />}
      {known.value && list.value.length === 0 && <p class="hint recordings-none">{t('recordings.none')}</p>}
      <ul>
        {list.value.map((recording) => (
          <Entry
            key={recording.id}
            shelf={shelf}
            recording={recording}
            unfolded={unfolded}
            play={(file) => setPlaying({ id: recording.id, ...(file === undefined ? {} : { file }) })}
            compose={() => setComposing(recording.id)}
          />
        ))}
      </ul>
      {more.value && (
        <button class="button" data-action="recordings-more" onClick={() => void shelf.loadMore()}>
          {t('recordings.more')}
        </button>
      )}
      {playing && <Player key={playing.id} shelf={shelf} choice={playing} close={() => setPlaying(null)} />}
      {composed && <ComposeDialog shelf={shelf} recording={composed} close={() => setComposing(null)} />}
    </div>
  );
}
