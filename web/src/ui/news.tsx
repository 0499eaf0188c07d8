// Says what happens to those who do not see it.
import { t } from '../base/i18n';
import type { Spoken } from '../room/announcer';
import type { Room } from '../room/room';

export function News({ room }: { room: Room }) {
  const spoken = room.announcer.spoken.value;
  return (
    <p class="hidden" role="status">
      {spoken && sentenceOf(spoken)}
    </p>
  );
}

function sentenceOf(spoken: Spoken): string {
  if ('count' in spoken) return t(`news.${spoken.kind}`, { count: spoken.count });
  if (spoken.kind === 'message') return t('news.message', { name: spoken.name, text: spoken.text });
  return t(`news.${spoken.kind}`, { name: spoken.name });
}
