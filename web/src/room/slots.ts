// Who is really seen in which slot. `live` = the slot shows its new owner; `waiting` = it still shows what it showed
// before. A tile gets a picture only from a slot that shows that very person.
import type { SlotState, Source } from '../signal/types';

/** mid → the participant whose camera (or screen) its decoder shows now. */
export type Shown = ReadonlyMap<string, string>;

export const NOBODY: Shown = new Map();

/** A complete assignment of media.slots, applied to what was shown before of this kind of source. */
export function showSlots(before: Shown, slots: readonly SlotState[], source: Source = 'camera'): Shown {
  const after = new Map<string, string>();
  for (const slot of slots) {
    const shown =
      slot.state === 'live'
        ? live(slot, source)
        : slot.participant === null
          ? undefined
          : before.get(slot.mid);
    if (shown !== undefined) after.set(slot.mid, shown);
  }
  return after;
}

/** The slot whose picture belongs into a participant's tile. */
export function slotOf(shown: Shown, participant: string): string | undefined {
  for (const [mid, owner] of shown) if (owner === participant) return mid;
  return undefined;
}

function live(slot: SlotState, source: Source): string | undefined {
  return slot.source === source && slot.participant !== null ? slot.participant : undefined;
}
