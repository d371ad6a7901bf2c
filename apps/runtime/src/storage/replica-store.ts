/** A process that carries out executions of a store. */
export interface Replica {
  /** Owner of what it claims; another one in each life of a process. */
  readonly id: string;
  /** What it can carry out: `intent.type@version`. */
  readonly handlers: readonly string[];
  /** Milliseconds that it may be out of reach before what it holds is another's. */
  readonly lease: number;
  /** After how many deaths of their process in a row executions are not given to whoever asks, but run alone. */
  readonly suspectFrom: number;
}

/** A replica as the others know it. */
export interface LivingReplica {
  readonly id: string;
  readonly handlers: readonly string[];
  /** Milliseconds since the epoch; absent where there can be no other. */
  readonly leaseUntil?: number;
}

/** What a replica is told of the others. Every hint may come late, twice, or for nothing. */
export interface ReplicaListener {
  /** Something may have become ready to be claimed. */
  work(): void;
  /** It was out of reach for longer than its lease: what it held may be another's. */
  lost(): void;
  /** Executions that nobody holds and that may have brought processes down. */
  suspects(executionIds: readonly string[]): void;
  /** There is mail for it. */
  mail(): void;
}

/** A command to an execution that another replica holds. */
export interface Letter {
  readonly letterId: string;
  readonly executionId: string;
  /** JSON text. */
  readonly command: string;
}

/**
 * The processes that share a store. Each holds what it has claimed for as long as it is known to live; what a dead one
 * held is nobody's, under a raised fence, so that nothing which it still tries to write is taken.
 */
export abstract class ReplicaStore {
  /** Whether there can be others at all. */
  abstract readonly shared: boolean;

  /**
   * Says that a replica is there, until it leaves. What dead ones held is given up first. Resolves to the suspects that
   * nobody holds; they are to be run alone before anything is claimed.
   */
  abstract join(replica: Replica, listener: ReplicaListener): Promise<readonly string[]>;

  /** Gives up whatever the replica still holds, and says that it is gone. */
  abstract leave(): Promise<void>;

  /** Every replica that is not known to be dead, this one among them once it has joined. */
  abstract living(): Promise<readonly LivingReplica[]>;

  /** Puts a command where the holder of its execution finds it. The same letter may be posted twice. */
  abstract post(letter: Letter): Promise<void>;

  /** JSON text of the answer to a letter; undefined while there is none. */
  abstract answerTo(letterId: string): Promise<string | undefined>;

  /** Unanswered letters to executions that the replica holds. */
  abstract mail(): Promise<readonly Letter[]>;

  /** Answers a letter that changes nothing. One that changes something is answered by the append that does so. */
  abstract answer(letterId: string, answer: string): Promise<void>;
}
