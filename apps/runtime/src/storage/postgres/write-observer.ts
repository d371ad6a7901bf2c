/** Who is told of commits. */
export interface WriteObserver {
  committed(): void;
  /** Something was accepted that nobody carries out yet. */
  queued(): void;
  /** Nothing is asked any more. */
  closing(): void;
}
