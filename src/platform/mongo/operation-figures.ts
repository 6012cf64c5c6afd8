import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { Metrics } from '../metrics/metrics.js';

/**
 * How much the server asks of MongoDB, by the driver's own events: it takes a connection out of its
 * pool for every command. Its events of commands would tell the same, but cost the decoding of each
 * answer a second time.
 */
@Injectable()
export class OperationFigures {
  constructor(@InjectConnection() connection: Connection, metrics: Metrics) {
    const operations = metrics.counter(
      'crosspoint_database_operations_total',
      'Commands sent to MongoDB',
      [],
    );
    const waits = metrics.histogram(
      'crosspoint_database_wait_seconds',
      'Time until a connection to MongoDB was free for a command',
      [],
      [0.001, 0.005, 0.02, 0.1, 0.5, 2],
    );
    connection.getClient().on('connectionCheckedOut', ({ durationMS }) => {
      operations.inc();
      waits.observe(durationMS / 1000);
    });
  }
}
