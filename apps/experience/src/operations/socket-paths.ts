import type { INestApplication } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { GATEWAY_METADATA, GATEWAY_OPTIONS } from '@nestjs/websockets/constants.js';

/** The paths at which an application takes WebSockets. */
export function socketPaths(app: INestApplication): string[] {
  const classes = app.get(DiscoveryService, { strict: false }).getProviders();
  return classes.flatMap(({ metatype }) => {
    if (!metatype || !Reflect.hasMetadata(GATEWAY_METADATA, metatype)) return [];
    const { path } = Reflect.getMetadata(GATEWAY_OPTIONS, metatype) as { path?: string };
    return path === undefined ? [] : [path];
  });
}
