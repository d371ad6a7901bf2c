import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { Request, Response } from 'express';
import { tap, type Observable } from 'rxjs';

/** Says where the next page is, in `Link; rel="next"`, when the answer is a page with a token of the next one. */
@Injectable()
export class PageLinkInterceptor implements NestInterceptor<{ next_page_token?: string }> {
  intercept(
    context: ExecutionContext,
    next: CallHandler<{ next_page_token?: string }>,
  ): Observable<{ next_page_token?: string }> {
    const http = context.switchToHttp();
    return next.handle().pipe(
      tap(({ next_page_token: token }) => {
        if (token === undefined) return;
        const url = new URL(http.getRequest<Request>().originalUrl, 'http://localhost');
        url.searchParams.set('page_token', token);
        http.getResponse<Response>().setHeader('Link', `<${url.pathname}${url.search}>; rel="next"`);
      }),
    );
  }
}
