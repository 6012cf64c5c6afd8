import { Redis } from 'ioredis';
import { lookAt } from './node-look.js';
import type { LoadStage } from './stage.js';

/** Time of the processor, or cores: that time by time of the wall. */
export interface Processor {
  /** All server processes together. */
  readonly nodes: number;
  readonly mongodb: number;
  readonly redis: number;
  /** This process: it asks, listens, and plays Exotel. */
  readonly load: number;
}

/** Seconds of the processor that each has used so far. Nobody else may use the databases. */
export async function processorSeconds(stage: LoadStage): Promise<Processor> {
  const looks = await Promise.all(stage.nodes.map(({ url }) => lookAt(url)));
  const { extra_info: mongod } = (await stage.mongo.db('admin').command({ serverStatus: 1 })) as {
    readonly extra_info: { readonly user_time_us?: number; readonly system_time_us?: number };
  };
  const { user, system } = process.cpuUsage();
  return {
    nodes: looks.reduce((total, { cpu }) => total + cpu, 0),
    mongodb: (Number(mongod.user_time_us) + Number(mongod.system_time_us)) / 1e6,
    redis: await redisSeconds(stage.redisUrl),
    load: (user + system) / 1e6,
  };
}

async function redisSeconds(url: string): Promise<number> {
  const redis = new Redis(url);
  try {
    const info = await redis.info('cpu');
    const of = (kind: string) =>
      Number(new RegExp(`^used_cpu_${kind}:(\\S+)`, 'm').exec(info)?.[1]);
    return of('user') + of('sys');
  } finally {
    redis.disconnect();
  }
}

/** What each used between two readings. */
export function used(before: Processor, after: Processor): Processor {
  return {
    nodes: after.nodes - before.nodes,
    mongodb: after.mongodb - before.mongodb,
    redis: after.redis - before.redis,
    load: after.load - before.load,
  };
}
