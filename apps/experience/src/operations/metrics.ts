import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { RuntimePulse } from '../runtime-client/runtime-pulse.js';
import { SharedStreams } from '../runtime-client/shared-streams.js';

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
  readonly credentialsRefused = new Counter({
    name: 'symphainy_credentials_refused_total',
    help: 'Requests and upgrades answered 401',
    registers: [this.registry],
  });

  constructor(pulse: RuntimePulse, streams: SharedStreams) {
    collectDefaultMetrics({ register: this.registry });
    this.gauge('runtime_reachable', '1 unless Runtime was found to be away', () => (pulse.isLost ? 0 : 1));
    this.gauge('streams', 'Streams that clients follow here', () => streams.load().readers);
    this.gauge('upstream_streams', 'Streams that are followed at Runtime for them', () => streams.load().streams);
  }

  /** In the text format 0.0.4. */
  text(): Promise<string> {
    return this.registry.metrics();
  }

  get contentType(): string {
    return this.registry.contentType;
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
