import type { FollowOptions, FollowTarget } from '@app/intent-client';
import type { StreamItem } from '@app/intent-contracts';
import type { Follower } from './delivery.js';

type Follow = Follower['follow'];

/** A delivery that is well but for this. */
const broken =
  (how: (follow: Follow, target: FollowTarget, options: FollowOptions) => AsyncIterable<StreamItem>) =>
  (follower: Follower): Follower => ({
    follow: (target, options = {}) => how(follower.follow.bind(follower), target, options),
    close: () => follower.close(),
  });

const changed = (change: (item: StreamItem, count: number) => StreamItem[]) =>
  broken(async function* (follow, target, options) {
    let count = 0;
    for await (const item of follow(target, options)) yield* change(item, (count += 1));
  });

/** Deliveries that are broken, and the promise that finds it out. */
export const TWINS: readonly { how: string; twin: (follower: Follower) => Follower; promise: RegExp }[] = [
  { how: 'loses an event', twin: changed((item, count) => (count === 3 ? [] : [item])), promise: /while it happens/ },
  {
    how: 'repeats an event',
    twin: changed((item, count) => (count === 3 ? [item, item] : [item])),
    promise: /whole story/,
  },
  { how: 'never says the end', twin: changed((item) => (item.kind === 'end' ? [] : [item])), promise: /whole story/ },
  {
    how: 'says the end twice',
    twin: changed((item) => (item.kind === 'end' ? [item, item] : [item])),
    promise: /whole story/,
  },
  {
    how: 'forgets where it was to go on',
    twin: broken((follow, target, options) => follow(target, { ...options, after: undefined })),
    promise: /^go on after every cursor/,
  },
  {
    how: 'starts the latest at the beginning',
    twin: broken((follow, target, options) => follow(target, { ...options, after: undefined })),
    promise: /of a tenant begin with what comes/,
  },
  {
    how: 'tells of every type',
    twin: broken((follow, target, options) => follow(target, { ...options, types: undefined })),
    promise: /^come of the types/,
  },
  {
    how: 'asks for no tenant',
    twin: broken((follow, target, options) => follow(target, { ...options, tenantId: undefined })),
    promise: /does not exist/,
  },
  {
    how: 'tells a session of its whole tenant',
    twin: broken((follow, target, options) => follow('session_id' in target ? { tenant: true } : target, options)),
    promise: /of a session come once each/,
  },
];
