import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { HttpRequest } from '../../adapter-kit/index.js';

const LONGEST_SECONDS = 30;

/** The seconds of `Prefer: wait=N`, 30 at most. A preference that cannot be read is ignored, as RFC 7240 has it. */
export const PreferWait = createParamDecorator((_: unknown, context: ExecutionContext): number | undefined => {
  const { headers } = context.switchToHttp().getRequest<HttpRequest>();
  const [, seconds] = /(?:^|,)\s*wait\s*=\s*"?(\d+)"?\s*(?:$|[,;])/i.exec(String(headers['prefer'] ?? '')) ?? [];
  return seconds === undefined ? undefined : Math.min(Number(seconds), LONGEST_SECONDS);
});
