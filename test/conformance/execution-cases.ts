import { expect } from '@jest/globals';
import type { Case } from './case.js';
import { hear } from './heard.js';

/** Of the stream of an execution. */
export const EXECUTION_CASES: readonly Case[] = [
  {
    promise: 'tell one who comes late the whole story, and then once that it has ended',
    async check(scene) {
      const { execution, log } = await scene.endedOrder(await scene.session());
      const heard = await hear(scene.follow(execution));
      expect(heard.events).toEqual(log);
      expect(heard.others).toEqual(['end']);
      expect(log.at(-1)?.type).toBe('execution.succeeded');
    },
  },
  {
    promise: 'tell what happens while it happens, in order, without a hole and without repetition',
    async check(scene) {
      const execution = await scene.order(await scene.session(), 30);
      const heard = await hear(scene.follow(execution));
      expect(heard.events).toEqual(await scene.log(execution.execution_id));
      expect(heard.others).toEqual(['end']);
    },
  },
  {
    promise: 'go on after every cursor, and nothing but the end comes after the last',
    async check(scene) {
      const { execution, log } = await scene.endedOrder(await scene.session());
      const { cursors } = await hear(scene.follow(execution));
      expect(cursors).toHaveLength(log.length + 1);
      const rests = await Promise.all(cursors.map((after) => hear(scene.follow(execution, { after }))));
      expect(rests.map(({ events }) => events)).toEqual([...log.map((_, index) => log.slice(index + 1)), []]);
      expect(rests.map(({ others }) => others)).toEqual(rests.map(() => ['end']));
    },
  },
  {
    promise: 'go on from how things stood in a status',
    async check(scene) {
      const { execution_id } = await scene.order(await scene.session(), 30);
      const { cursor } = await scene.planes.api.until(execution_id, ({ progress }) => progress.completed_steps > 0);
      const { events } = await hear(scene.follow({ execution_id }, { after: cursor }));
      const log = await scene.log(execution_id);
      expect(events.length).toBeLessThan(log.length);
      expect(events).toEqual(log.slice(-events.length));
    },
  },
  {
    promise: 'come of the types that are asked for, and the end comes though it is none of them',
    async check(scene) {
      const { execution, log } = await scene.endedOrder(await scene.session());
      const types = ['step.succeeded', 'execution.accepted'];
      const heard = await hear(scene.follow(execution, { types }));
      expect(heard.events).toEqual(log.filter(({ type }) => types.includes(type)));
      expect(heard.others).toEqual(['end']);
    },
  },
];
