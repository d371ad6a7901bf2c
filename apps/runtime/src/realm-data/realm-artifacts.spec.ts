import { expect, it } from '@jest/globals';
import type { BlobStore } from '../artifacts/blob-store.js';
import type { ArtifactsService } from '../artifacts/artifacts.service.js';
import type { ArtifactStore } from '../storage/artifact-store.js';
import { artifact } from '../storage/testing/records.js';
import { RealmArtifacts } from './realm-artifacts.js';

it('whoever looks into a file that is deleted meanwhile is told so, and of what else fails as it is', async () => {
  const there = new Set(['art_1']);
  const store = { find: (_tenant: string, id: string) => Promise.resolve(there.has(id) ? artifact(id) : undefined) };
  const blobs = { withFile: (id: string, use: (path: string) => Promise<unknown>) => use(`/blobs/${id}`) };
  const artifacts = new RealmArtifacts(
    store as unknown as ArtifactStore,
    blobs as unknown as BlobStore,
    {} as ArtifactsService,
    { tenantId: 'acme' },
    [],
  );
  const broken = new Error('No such file or directory');
  const look = (meanwhile: () => void): Promise<unknown> =>
    artifacts.withFile('art_1', () => {
      meanwhile();
      return Promise.reject(broken);
    });

  await expect(look(() => undefined)).rejects.toBe(broken);
  await expect(look(() => there.clear())).rejects.toMatchObject({ code: 'ARTIFACT_NOT_FOUND', cause: broken });
});
