// A question that comes by itself: a card above the stage. It takes the focus as a whole, never a button of it, so that
// a key pressed at that moment answers nothing; and not from someone who is typing.
import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import type { IconName } from './icons';
import { Icon } from './icons';

interface PromptProps {
  kind: string;
  icon: IconName;
  title: string;
  text?: string | undefined;
  children: ComponentChildren;
}

export function Prompt({ kind, icon, title, text, children }: PromptProps) {
  const card = useRef<HTMLDivElement>(null);
  const id = useId();
  useLayoutEffect(() => {
    const before = document.activeElement as HTMLElement | null;
    if (!before?.closest('input, textarea, select, dialog')) card.current?.focus();
    const shown = card.current;
    // Called while the card is still there, and so the focus in it.
    return () => {
      if (shown?.contains(document.activeElement)) before?.focus?.();
    };
  }, []);
  return (
    <div
      ref={card}
      class="prompt"
      role="alertdialog"
      tabIndex={-1}
      aria-labelledby={id}
      {...(text ? { 'aria-describedby': `${id}-text` } : {})}
      data-prompt={kind}
    >
      <Icon name={icon} />
      <div class="prompt-words">
        <p class="prompt-title" id={id}>
          {title}
        </p>
        {text && <p id={`${id}-text`}>{text}</p>}
      </div>
      <div class="actions">{children}</div>
    </div>
  );
}
