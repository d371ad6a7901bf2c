export const INVARIANTS = {
  I1: 'every acknowledged intent has exactly one execution, and every acknowledged signal its place in the log',
  I2: 'an intent that was never acknowledged has none or one, and nothing is there that nobody sent',
  I3: 'everything ends',
  I4: 'an effect is applied once: one key for a step, no attempt that the log does not know or need, one end of a wait',
  I5: 'nothing runs after the end',
  I6: 'what is undone is what was done or may have been done, once each, in reverse',
  I7: 'there is one end, it is what was asked for, and everybody was told the same',
  I8: 'the log has no hole, and folding it gives the row and the result',
  I9: 'an older attempt never shows up after a newer one, no wait is over before its time, and no signal overtakes another',
  I10: 'what a subscriber saw is the slice of the log that it asked for',
} as const;
export type Invariant = keyof typeof INVARIANTS;

export interface Violation {
  invariant: Invariant;
  /** The execution, the order or the subscription that it was found on. */
  of: string;
  detail: string;
}
