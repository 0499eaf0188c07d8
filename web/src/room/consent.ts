// The answer to the room's notice: kept here for the next visit, and brought to the service whenever it knows another.
import { effect, signal } from '@preact/signals';
import * as storage from '../base/storage';
import type { Consent, Notice } from '../signal/types';
import type { Room } from './room';

/** What is asked of people; without either there is nothing to ask. */
export const QUESTIONS = ['recording', 'capture'] as const;
export type Question = (typeof QUESTIONS)[number];

const newest = signal<{ number: string; answer: Consent } | null>(null);

export function questionsOf(notice: Notice | undefined): Question[] {
  return QUESTIONS.filter((question) => notice?.[question]);
}

/** The answer given in this room before, if it was to this text. */
export function answerTo(number: string, notice: Notice): Consent | null {
  const kept = storage.answer(number);
  return kept?.textVersion === notice.version ? kept : null;
}

export function answer(number: string, consent: Consent): void {
  storage.keepAnswer(number, consent);
  newest.value = { number, answer: consent };
}

/** Nobody in the room has asked us, or not with the text that counts now. */
export function isUnanswered(room: Room): boolean {
  const notice = room.info.value?.notice;
  const you = room.you.value;
  if (!you || !notice || questionsOf(notice).length === 0) return false;
  return you.consent?.textVersion !== notice.version && answerFor(room)?.textVersion !== notice.version;
}

/** As long as `room` lasts, the service is told our answer when it knows another, also after coming back. */
export function keepAnswering(room: Room): void {
  const stop = effect(() => {
    const wanted = answerFor(room);
    const you = room.you.value;
    if (room.ended.value) queueMicrotask(() => stop());
    else if (you && wanted && !same(you.consent, wanted)) void send(room, wanted);
  });
}

function answerFor(room: Room): Consent | null {
  if (newest.value?.number === room.number) return newest.value.answer;
  const notice = room.info.value?.notice;
  return notice ? answerTo(room.number, notice) : null;
}

/** A failed call is made again with the next join. */
async function send(room: Room, consent: Consent): Promise<void> {
  try {
    await room.connection.call('consent.answer', consent);
  } catch {
    return;
  }
  const you = room.you.peek();
  if (you) room.you.value = { ...you, consent };
}

function same(known: Consent | null | undefined, wanted: Consent): boolean {
  return (
    known?.recording === wanted.recording &&
    known.capture === wanted.capture &&
    known.textVersion === wanted.textVersion
  );
}
