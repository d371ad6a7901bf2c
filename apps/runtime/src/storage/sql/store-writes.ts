import type { ApiKeyRecord, Revocation, SpentTicket } from '../access-store.js';
import type { ArtifactRecord, ArtifactRemoval } from '../artifact-store.js';
import type { ExecutionRecord } from '../execution-record.js';
import type { Acceptance, AcceptanceResult, Claim, Claimed, DroppedLogs, LogDrop } from '../execution-store.js';
import type { SessionRecord } from '../session-store.js';
import type { AppendRows } from './execution-rows.js';

/** One execution that an owner wants by name. */
export interface ClaimOne {
  readonly owner: string;
  readonly executionId: string;
  /** Whether the owner may have it already. */
  readonly again: boolean;
}

/** A fact that a client sets or removes. */
export interface FactChange {
  readonly tenantId: string;
  readonly scope: string;
  readonly key: string;
  /** JSON text; left out to remove the fact. */
  readonly value?: string;
  /** The version that must stand there; 0 for none, undefined for any. */
  readonly expectedVersion?: number;
}

/** Everything that a database is asked to write, by name: each is whole or not at all. The ports say what each promises. */
export interface StoreWrites {
  accept(acceptance: Acceptance): AcceptanceResult;
  /** False, with nothing changed, if the fence no longer holds. */
  append(rows: AppendRows): boolean;
  claimReady(claim: Claim): Claimed;
  claimOne(claim: ClaimOne): ExecutionRecord | undefined;
  dropLogs(drop: LogDrop): DroppedLogs;
  createSession(session: SessionRecord): void;
  updateSession(change: { readonly session: SessionRecord; readonly expectedUpdatedAt: number }): boolean;
  stageArtifact(artifact: ArtifactRecord): void;
  removeUnused(artifact: { readonly tenantId: string; readonly artifactId: string }): ArtifactRemoval;
  removeStagedBefore(time: number): string[];
  /** The version after the change (0 when removed); undefined, with nothing changed, if another one stood there. */
  changeFact(change: FactChange): number | undefined;
  addKey(key: ApiKeyRecord): void;
  /** False, with nothing changed, if the tenant has no such key. */
  revokeKey(revocation: Revocation): boolean;
  revoke(revocation: Revocation): void;
  /** False if it was spent before. */
  spendTicket(ticket: SpentTicket): boolean;
}

export type WriteName = keyof StoreWrites;
export type WriteInput<Name extends WriteName> = Parameters<StoreWrites[Name]>[0];
export type WriteResult<Name extends WriteName> = ReturnType<StoreWrites[Name]>;
