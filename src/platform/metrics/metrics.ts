import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { Config } from '../../config/config.js';

/** What Prometheus reads at `/metrics`. Each module makes its own figures here, once. */
@Injectable()
export class Metrics {
  private readonly registry = new Registry();
  private readonly requests: Histogram<'method' | 'route' | 'code'>;

  constructor(config: Config) {
    if (config.metrics.enabled) collectDefaultMetrics({ register: this.registry });
    this.requests = this.histogram(
      'crosspoint_http_request_seconds',
      'Time of a request, by route and status',
      ['method', 'route', 'code'],
      [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 5],
    );
  }

  observeRequest(method: string, route: string, code: number, ms: number): void {
    this.requests.observe({ method, route, code }, ms / 1000);
  }

  counter<L extends string>(name: string, help: string, labelNames: readonly L[]): Counter<L> {
    return new Counter({ name, help, labelNames: [...labelNames], registers: [this.registry] });
  }

  gauge<L extends string>(name: string, help: string, labelNames: readonly L[]): Gauge<L> {
    return new Gauge({ name, help, labelNames: [...labelNames], registers: [this.registry] });
  }

  /** A gauge by one label that is read whenever Prometheus asks; what is not there any more is gone. */
  gaugeOf<L extends string>(
    name: string,
    help: string,
    label: L,
    read: () => Promise<ReadonlyMap<string, number>> | ReadonlyMap<string, number>,
  ): Gauge<L> {
    return new Gauge({
      name,
      help,
      labelNames: [label],
      registers: [this.registry],
      async collect() {
        const values = await read();
        this.reset();
        for (const [of, value] of values) this.set({ [label]: of } as Record<L, string>, value);
      },
    });
  }

  histogram<L extends string>(
    name: string,
    help: string,
    labelNames: readonly L[],
    buckets: readonly number[],
  ): Histogram<L> {
    return new Histogram({
      name,
      help,
      labelNames: [...labelNames],
      buckets: [...buckets],
      registers: [this.registry],
    });
  }

  async text(): Promise<{ readonly body: string; readonly contentType: string }> {
    return { body: await this.registry.metrics(), contentType: this.registry.contentType };
  }
}
