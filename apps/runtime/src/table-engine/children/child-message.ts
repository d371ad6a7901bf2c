/** What a child tells its parent: that it waits for a job, that it has taken one up, and what came of it. */
export type ChildMessage<Answer> = 'ready' | 'begun' | { answer: Answer };
