import type { INestApplication } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { DiscoveryService } from '@nestjs/core';
import { DOCUMENTATION, type Documentation } from '../adapter-kit/documented.js';

/** A route that streams events as server-sent events. */
export interface EventStreamRoute {
  /** With parameters as `{name}`. */
  readonly address: string;
  readonly documentation: Documentation;
}

/** The routes that are documented as streams of events. */
export function eventStreamRoutes(app: INestApplication): EventStreamRoute[] {
  const routes: EventStreamRoute[] = [];
  for (const { metatype } of app.get(DiscoveryService, { strict: false }).getControllers()) {
    if (!metatype) continue;
    for (const { value } of Object.values(Object.getOwnPropertyDescriptors(metatype.prototype as object))) {
      if (typeof value !== 'function' || !Reflect.hasMetadata(METHOD_METADATA, value as object)) continue;
      const documentation = Reflect.getMetadata(DOCUMENTATION, value as object) as Documentation | undefined;
      if (documentation?.events === undefined) continue;
      routes.push({ address: addressOf(pathOf(metatype), pathOf(value as object)), documentation });
    }
  }
  return routes;
}

const pathOf = (target: object): string => String(Reflect.getMetadata(PATH_METADATA, target) ?? '');

function addressOf(...paths: string[]): string {
  const parts = paths.flatMap((path) => path.split('/')).filter((part) => part !== '');
  return `/${parts.map((part) => part.replace(/^:(\w+)$/, '{$1}')).join('/')}`;
}
