import mongoose from 'mongoose';
import { performance } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { asAgentId, asTenantId } from '../src/common/ids.js';
import { readinessRulesOf } from '../src/modules/heartbeat/presence-view.domain.js';
import type { PresenceDocument } from '../src/modules/heartbeat/presence.schema.js';
import { choose } from '../src/modules/routing/choose.js';
import { TenantIndex } from '../src/modules/routing/tenant-index.js';
import { defaultRules, type TenantSettings } from '../src/modules/settings/rules.domain.js';
import { agentDocument } from './company.js';
import { figuresOf, ratio } from './load.js';

const { BSON } = mongoose.mongo;

const SIZES = [100, 1000, 10_000] as const;
const CHOICES = 5000;
/** Choices after a change of a profile: the order of all agents is made anew. */
const COLD_CHOICES = 20;
const SECTOR = 'billing';
const tenant = asTenantId('bench');

/**
 * What choosing costs in memory, without any database: with readiness checked and by status alone,
 * when the order of agents is known (`warm`) and when it must be made (`cold`); and how many bytes of
 * heap each agent takes: in the index of ready agents (`index`), and as the records that a server
 * keeps besides, of the agent for heartbeats and for its shown status, and of its live state
 * (`records`). Times in ms.
 */
export function discovery() {
  const sizes = SIZES.map((size) => {
    const before = heldBytes();
    const index = indexOf(size);
    const byReadiness = timesOf(index, true);
    const byStatus = timesOf(index, false);
    // Both orders are held by now, as a server with both kinds of companies holds them.
    const held = heldBytes();
    const records = Array.from({ length: size }, (_, place) => recordsOf(asAgentId(place + 1)));
    const bytesPerAgent = {
      index: Math.round((held - before) / size),
      records: Math.round((heldBytes() - held) / size),
    };
    if (records.length !== index.prioritiesOf({ kind: 'sector', sector: SECTOR }).size) {
      throw new Error('not every agent is there');
    }
    return {
      agents: size,
      byReadiness,
      byStatus,
      addedMs: {
        warm: added(byReadiness.warm.p50, byStatus.warm.p50),
        cold: added(byReadiness.cold.p50, byStatus.cold.p50),
      },
      ratioWarm: ratio(byReadiness.warm.p50, byStatus.warm.p50),
      bytesPerAgent,
    };
  });
  return Promise.resolve({ sizes });
}

function timesOf(index: TenantIndex, enhancedDiscovery: boolean) {
  const settings = settingsWith(enhancedDiscovery);
  const rules = readinessRulesOf(settings.rules, 1);
  const need = { teamId: null, sector: SECTOR, capabilities: [], priority: 5 };
  const fail = (error: unknown) => {
    throw error;
  };
  const one = (): number => {
    const began = performance.now();
    const choice = choose(index, settings, rules, need, new Set(), nowMs, fail);
    const took = performance.now() - began;
    if (choice.ranked.length !== 20) throw new Error(`only ${choice.ranked.length} were found`);
    return took;
  };
  for (let turn = 0; turn < CHOICES; turn += 1) one();
  const warm = Array.from({ length: CHOICES }, one);
  const cold = Array.from({ length: COLD_CHOICES }, () => {
    index.setSuccessIn(asAgentId(1), null);
    return one();
  });
  return { warm: figures(warm), cold: figures(cold) };
}

function figures(times: readonly number[]) {
  const micro = figuresOf(
    times.map((ms) => ms * 1000),
    1,
  );
  return { p50: micro.p50 / 1000, p99: micro.p99 / 1000 };
}

const added = (a: number, b: number): number => Math.round((a - b) * 10_000) / 10_000;

const nowMs = 1_000_000_000_000;

function indexOf(size: number): TenantIndex {
  const index = new TenantIndex();
  for (let number = 1; number <= size; number += 1) {
    const agentId = asAgentId(number);
    index.setAgent({
      agentId,
      isActive: true,
      kind: 'human',
      dialNumber: `+9198${String(10_000_000 + number)}`,
      maxConcurrentCalls: 1,
    });
    index.setProfile({
      id: `profile-${number}`,
      agentId,
      sector: SECTOR,
      priority: number % 11,
      capabilities: new Map([['hindi', 1 + (number % 5)]]),
      successRate: 0.5 + (number % 50) / 100,
      avgHandleTime: 60 + (number % 240),
      isActive: true,
    });
    index.setLive(agentId, live(agentId));
  }
  return index;
}

function live(agentId: ReturnType<typeof asAgentId>): PresenceDocument {
  const at = new Date(nowMs - 1000 - Number(agentId));
  return {
    _id: agentId,
    clientId: tenant,
    chosen: 'online',
    chosenReason: null,
    chosenBySystem: false,
    chosenAt: at,
    lastHeartbeat: new Date(nowMs - 1000),
    deviceConnected: true,
    holds: [],
    activeCalls: 0,
    wrapUpUntil: null,
    missedInRow: 0,
    idleSince: at,
    version: 1,
    updatedAt: at,
  };
}

/** As they are read from the database. */
function recordsOf(agentId: ReturnType<typeof asAgentId>) {
  const agent = () => read(agentDocument(agentId));
  return [agent(), agent(), read({ ...live(agentId) })];
}

const read = (document: object): object => BSON.deserialize(BSON.serialize(document));

function settingsWith(enhancedDiscovery: boolean): TenantSettings {
  const features = {
    agentHeartbeat: true,
    deviceConnectivity: true,
    enhancedDiscovery,
    discoveryFallback: false,
    queueHolding: true,
    inboundCallDebug: false,
  };
  return {
    clientId: tenant,
    name: 'Bench',
    timezone: 'Asia/Kolkata',
    sectors: [],
    businessHours: null,
    companyVersion: 1,
    version: 1,
    rules: defaultRules(30, features),
  };
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function heldBytes(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}
