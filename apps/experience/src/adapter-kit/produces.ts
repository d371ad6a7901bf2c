import { applyDecorators, Header, Version } from '@nestjs/common';

/** The representations that a resource can have here. The first is what a client gets that has no preference. */
export const REPRESENTATIONS = ['application/json', 'text/event-stream'] as const;
export type Representation = (typeof REPRESENTATIONS)[number];

/**
 * Serves a route to the clients that prefer this representation, so that two adapters can share a path and either can
 * be left out; then nobody serves it and the answer is 404. Nest's version filter is the one route constraint that
 * falls through to the next handler, and what is chosen by `Accept` is a version of the resource's form.
 */
export function Produces(representation: Representation): MethodDecorator {
  return applyDecorators(Version(representation), Header('Vary', 'Accept'));
}
