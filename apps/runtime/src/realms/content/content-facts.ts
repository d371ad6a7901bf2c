import type { Content, ContentProfile } from '@app/intent-contracts';
import type { Fact, FactRange, FactReader, FactStore } from '../../realm-kit/index.js';
import type { Reading } from './profiling/reading.js';

/** What is kept of a file that was taken in, beside its artifact. */
export interface ContentFacts {
  content: Content;
  profile: ContentProfile;
  /** How to read its rows again; undefined for what is not read at all. */
  reading?: Reading;
  /** The artifacts that its tables were copied to, in the order of the profile; null for one that could not be. */
  copies?: (string | null)[];
}

/** A profile can be long, so lists do without it: it is a fact of its own. */
type ProfileFact = Omit<ContentFacts, 'content'>;

// Artifact ids begin with the time, so the greatest key is the newest content.
const TENANT_PREFIX = 'content/';
const contentKey = (artifactId: string) => `${TENANT_PREFIX}${artifactId}`;
const profileKey = (artifactId: string) => `profile/${artifactId}`;
const withdrawnKey = (artifactId: string) => `withdrawn/${artifactId}`;
const sessionPrefix = (sessionId: string) => `session/${sessionId}/`;

export function recordContent(state: FactStore, { content, ...profile }: ContentFacts): void {
  enlist(state, content);
  state.set(profileKey(content.artifact_id), profile);
}

export function forgetContent(state: FactStore, artifactId: string, sessionId: string): void {
  delist(state, artifactId, sessionId);
  state.delete(profileKey(artifactId));
  state.delete(withdrawnKey(artifactId));
}

/** Takes a content out of every list and out of reach. Its profile stays where it is, found by nobody. */
export function withdrawContent(state: FactStore, content: Content): void {
  delist(state, content.artifact_id, content.session_id);
  state.set(withdrawnKey(content.artifact_id), content);
}

/** Puts a content that was withdrawn back where it was. */
export function restoreContent(state: FactStore, content: Content): void {
  enlist(state, content);
  state.delete(withdrawnKey(content.artifact_id));
}

function enlist(state: FactStore, content: Content): void {
  state.set(contentKey(content.artifact_id), content);
  state.set(sessionPrefix(content.session_id) + content.artifact_id, content);
}

function delist(state: FactStore, artifactId: string, sessionId: string): void {
  state.delete(contentKey(artifactId));
  state.delete(sessionPrefix(sessionId) + artifactId);
}

export async function findWithdrawn(state: FactReader, artifactId: string): Promise<Content | undefined> {
  return state.get<Content>(withdrawnKey(artifactId));
}

export async function findContent(state: FactReader, artifactId: string): Promise<Content | undefined> {
  return state.get<Content>(contentKey(artifactId));
}

export async function findContentFacts(state: FactReader, artifactId: string): Promise<ContentFacts | undefined> {
  const [content, profile] = await Promise.all([
    findContent(state, artifactId),
    state.get<ProfileFact>(profileKey(artifactId)),
  ]);
  return content && profile && { content, ...profile };
}

/** The copies of a content's tables, also of one that was withdrawn. */
export async function findCopies(state: FactReader, artifactId: string): Promise<string[]> {
  const { copies = [] } = (await state.get<ProfileFact>(profileKey(artifactId))) ?? {};
  return copies.filter((copy) => copy !== null);
}

/** Contents of the tenant, or of one session of it, newest first, from after the given one on. */
export async function listContents(
  state: FactReader,
  { sessionId, after, limit }: { sessionId?: string | undefined; after?: string | undefined; limit: number },
): Promise<Content[]> {
  const prefix = sessionId === undefined ? TENANT_PREFIX : sessionPrefix(sessionId);
  const range: FactRange = { prefix, limit, descending: true, ...(after !== undefined && { after: prefix + after }) };
  const facts: Fact<Content>[] = await state.list<Content>(range);
  return facts.map(({ value }) => value);
}
