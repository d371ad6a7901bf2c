import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { Engine } from '../sagas/engine.js';

/** What is counted and measured of this process, as Prometheus reads it. No label holds what a caller has written. */
@Injectable()
export class Metrics {
  private readonly registry = new Registry();
  readonly requests = new Histogram({
    name: 'symphainy_http_request_duration_seconds',
    help: 'From a request to the end of its answer',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers: [this.registry],
  });
  readonly credentialsRefused = this.counter('credentials_refused', 'Requests and upgrades answered 401');
  readonly intentsTurnedAway = this.counter('intents_turned_away', 'Intents answered 503 because of overload');

  constructor(engine: Engine) {
    const { turnover } = engine.environment;
    collectDefaultMetrics({ register: this.registry });
    this.counter('intents_accepted', 'Intents accepted', () => turnover.total('accepted'));
    this.counter('executions_ended', 'Executions that have ended', () => turnover.total('ended'));
    this.counter('events', 'Events written to the log', () => turnover.total('events'));
    this.gauge('executions_running', 'Executions that this process carries out', () => engine.load().running);
    this.gauge('execution_slots', 'Executions that it carries out at most', () => engine.load().slots);
  }

  /** In the text format 0.0.4. */
  text(): Promise<string> {
    return this.registry.metrics();
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  private counter(name: string, help: string, total?: () => number): Counter {
    return new Counter({
      name: `symphainy_${name}_total`,
      help,
      registers: [this.registry],
      ...(total && {
        collect() {
          this.reset();
          this.inc(total());
        },
      }),
    });
  }

  private gauge(name: string, help: string, value: () => number): Gauge {
    return new Gauge({
      name: `symphainy_${name}`,
      help,
      registers: [this.registry],
      collect() {
        this.set(value());
      },
    });
  }
}
