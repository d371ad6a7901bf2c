import { ConsoleLogger } from '@nestjs/common';

/** What Nest tells about every module and route that it sets up. */
const SET_UP = new Set(['InstanceLoader', 'NestFactory', 'RoutesResolver', 'RouterExplorer', 'NestApplication']);

/** Nest's logger, with the hundred lines about its own start moved to `debug`. */
export class QuietLogger extends ConsoleLogger {
  override log(message: unknown, ...rest: unknown[]): void {
    if (SET_UP.has(String(rest.at(-1)))) this.debug(message, ...rest);
    else super.log(message, ...rest);
  }
}
