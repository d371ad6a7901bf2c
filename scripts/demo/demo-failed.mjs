/** Something was not as the demo promises it: what, and what whoever sits before it can do. */
export class DemoFailed extends Error {
  constructor(what, whatToDo) {
    super(what);
    this.whatToDo = whatToDo;
  }
}

/** A fact that an act is about to show. If it is none, the demo fails rather than show it. */
export function assertSeen(isSo, what) {
  if (isSo) return;
  throw new DemoFailed(
    what,
    'This is a fault of Symphainy and not of yours. `npm test` should find it too; please report it with this output.',
  );
}
