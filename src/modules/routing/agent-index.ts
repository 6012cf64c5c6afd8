import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import {
  asAgentId,
  asTeamId,
  asTenantId,
  type AgentId,
  type TeamId,
  type TenantId,
} from '../../common/ids.js';
import { reachOf } from '../agents/agent-reach.domain.js';
import { ChangeFeeds, touches, type Change, type Feed } from '../../platform/mongo/change-feed.js';
import type { Capability } from '../sector-agents/sector-agents.types.js';
import { agentOf, ratesOf } from './capability-success.schema.js';
import { TenantIndex, type LiveState } from './tenant-index.js';

type Fields = Readonly<Record<string, unknown>>;

const PRESENCE = 'agent_presence';
const PROFILES = [
  'agents',
  'sector_agents',
  'teams',
  'team_members',
  'team_agent_assignments',
  'capability_success',
];
/** What of an agent's record routing needs: the rest (its last seen, its status) changes often. */
const AGENT_FIELDS = ['isActive', 'kind', 'dialNumber', 'streamUrl', 'maxConcurrentCalls'];

/**
 * The ready agents of every company in the memory of this node, fed by the change streams of the
 * collections that say who may take calls (a read model over them; nobody writes through it).
 */
@Injectable()
export class AgentIndex implements OnApplicationBootstrap {
  private tenants = new Map<TenantId, TenantIndex>();
  private feeds: readonly Feed[] = [];
  private changes = 0;
  private readonly presenceListeners: ((clientId: TenantId) => void)[] = [];

  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly changeFeeds: ChangeFeeds,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const profiles = await this.changeFeeds.follow({
      name: 'routing-profiles',
      collections: PROFILES,
      wants: (change) => nameOf(change) !== 'agents' || touches(change, AGENT_FIELDS),
      onReset: () => this.load(),
      onChange: (change) => this.profileChanged(change),
    });
    const presence = await this.changeFeeds.follow({
      name: 'routing-presence',
      collections: [PRESENCE],
      onReset: () => this.loadPresence(),
      onChange: (change) => this.presenceChanged(change),
    });
    this.feeds = [profiles, presence];
  }

  /** Do both streams run, so that what is proposed is fresh? */
  isLive(): boolean {
    return this.feeds.length === 2 && this.feeds.every((feed) => feed.isLive());
  }

  /** Counts the changes taken in: a decision says which state it was made from. */
  version(): number {
    return this.changes;
  }

  /** Hears when an agent's live state changed, wherever that happened. */
  onPresence(listener: (clientId: TenantId) => void): void {
    this.presenceListeners.push(listener);
  }

  /** Every company that has agents. */
  companies(): readonly TenantId[] {
    return [...this.tenants.keys()];
  }

  of(clientId: TenantId): TenantIndex {
    return indexIn(this.tenants, clientId);
  }

  /** Is it a team that takes calls? Whoever asks is believed while the index can't tell. */
  isTeam(clientId: TenantId, teamId: TeamId): boolean {
    return !this.isLive() || this.of(clientId).isTeam(teamId);
  }

  /** Reads one agent's live state anew: a proposal turned out to be stale. */
  async refresh(clientId: TenantId, agentId: AgentId): Promise<void> {
    const document = await this.collection(PRESENCE).findOne({ _id: agentId, clientId });
    if (document) this.takePresence(document);
  }

  private async load(): Promise<void> {
    // Aside: until the new picture is whole, calls are routed by the old one.
    const tenants = new Map<TenantId, TenantIndex>();
    for (const name of PROFILES) {
      for await (const document of this.collection(name).find({})) {
        takeProfile(indexIn(tenants, tenantOf(document)), name, document);
      }
    }
    for await (const document of this.collection(PRESENCE).find({})) {
      setLive(indexIn(tenants, tenantOf(document)), document);
    }
    this.tenants = tenants;
    // What changed while it was read, and was told to the old picture.
    await this.loadPresence();
  }

  private async loadPresence(): Promise<void> {
    for await (const document of this.collection(PRESENCE).find({})) this.takePresence(document);
  }

  private async profileChanged(change: Change): Promise<void> {
    const name = nameOf(change);
    const _id: unknown = change.documentKey._id;
    this.changes += 1;
    if (change.operationType === 'delete') {
      this.dropProfile(name, _id);
      return;
    }
    // An import brings thousands of agents: asking for each would fall ever further behind.
    const document =
      change.operationType === 'insert'
        ? change.fullDocument
        : await this.collection(name).findOne({ _id: _id as never });
    if (document) takeProfile(this.of(tenantOf(document)), name, document);
  }

  private dropProfile(name: string, id: unknown): void {
    for (const index of this.tenants.values()) {
      if (name === 'agents') index.removeAgent(asAgentId(Number(id)));
      else if (name === 'sector_agents') index.removeProfile(String(id));
      else if (name === 'capability_success') index.setSuccessIn(agentOf(id), null);
      else if (name === 'teams') index.setTeam(asTeamId(String(id)), null);
      else if (name === 'team_members') index.setMember(String(id), null);
      else index.removeAssignment(String(id));
    }
  }

  private async presenceChanged(change: Change): Promise<void> {
    this.changes += 1;
    if (change.operationType === 'insert') {
      this.takePresence(change.fullDocument);
      return;
    }
    if (change.operationType !== 'update') return;
    const agentId = asAgentId(Number(change.documentKey._id));
    const fields = (change.updateDescription.updatedFields ?? {}) as Partial<LiveState>;
    for (const [clientId, index] of this.tenants) {
      const known = index.liveOf(agentId);
      if (!known) continue;
      const { chosen, lastHeartbeat, deviceConnected, activeCalls } = { ...known, ...fields };
      const { wrapUpUntil, missedInRow, idleSince, version } = { ...known, ...fields };
      // Only the step after the known version may be told by its differences.
      if (version > known.version + 1) break;
      index.setLive(agentId, {
        chosen,
        lastHeartbeat,
        deviceConnected,
        activeCalls,
        wrapUpUntil,
        missedInRow,
        idleSince,
        version,
      });
      this.tell(clientId);
      return;
    }
    const document = await this.collection(PRESENCE).findOne({ _id: agentId });
    if (document) this.takePresence(document);
  }

  private takePresence(document: Fields): void {
    const clientId = tenantOf(document);
    setLive(this.of(clientId), document);
    this.tell(clientId);
  }

  private tell(clientId: TenantId): void {
    this.presenceListeners.forEach((listener) => listener(clientId));
  }

  private collection(name: string) {
    return this.connection.collection(name);
  }
}

const nameOf = (change: Change): string => change.ns.coll;
const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null);
const numberOrNull = (value: unknown): number | null => (typeof value === 'number' ? value : null);

const tenantOf = (document: Fields): TenantId => asTenantId(String(document['clientId']));

function indexIn(tenants: Map<TenantId, TenantIndex>, clientId: TenantId): TenantIndex {
  const known = tenants.get(clientId);
  if (known) return known;
  const index = new TenantIndex();
  tenants.set(clientId, index);
  return index;
}

function setLive(index: TenantIndex, document: Fields): void {
  index.setLive(asAgentId(Number(document['_id'])), document as unknown as LiveState);
}

function takeProfile(index: TenantIndex, name: string, document: Fields): void {
  const agentId = asAgentId(Number(name === 'agents' ? document['_id'] : document['agentId']));
  const id = String(document['_id']);
  const isActive = document['isActive'] === true;
  const kind = document['kind'] === 'bot' ? 'bot' : 'human';
  switch (name) {
    case 'agents':
      index.setAgent({
        agentId,
        isActive,
        kind,
        dialNumber: reachOf({
          agentId,
          kind,
          dialNumber: textOrNull(document['dialNumber']),
          streamUrl: textOrNull(document['streamUrl']),
        }),
        maxConcurrentCalls: Number(document['maxConcurrentCalls'] ?? 1),
      });
      return;
    case 'sector_agents':
      index.setProfile({
        id,
        agentId,
        sector: String(document['sector']),
        priority: Number(document['priority'] ?? 0),
        capabilities: new Map(
          ((document['capabilities'] ?? []) as readonly Capability[]).map(({ name: of, level }) => [
            of,
            level,
          ]),
        ),
        successRate: numberOrNull(document['successRate']),
        avgHandleTime: numberOrNull(document['avgHandleTime']),
        isActive,
      });
      return;
    case 'capability_success':
      index.setSuccessIn(agentId, ratesOf(document));
      return;
    case 'teams':
      index.setTeam(asTeamId(id), { sector: String(document['sector']), isActive });
      return;
    case 'team_members':
      index.setMember(id, { teamId: asTeamId(String(document['teamId'])), agentId, isActive });
      return;
    case 'team_agent_assignments':
      index.setAssignment({
        id,
        teamId: asTeamId(String(document['teamId'])),
        agentId,
        memberId: textOrNull(document['memberId']),
        priority: Number(document['priority'] ?? 0),
      });
  }
}
