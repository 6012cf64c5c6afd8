import { createHash, randomBytes } from 'node:crypto';
import type mongoose from 'mongoose';

export interface Company {
  readonly clientId: string;
  readonly sector: string;
  /** Of the address that Exotel calls. */
  readonly token: string;
  readonly agentIds: readonly number[];
}

/** A company with one sector of ready agents, as its documents: making them is not what is timed. */
export async function makeCompany(
  db: mongoose.mongo.Db,
  size: number,
  passwordHash = '-',
): Promise<Company> {
  const clientId = `bench${size}`;
  const sector = `sector${size}`;
  const token = randomBytes(32).toString('base64url');
  const now = new Date();
  const stamp = { createdAt: now, updatedAt: now };
  const firstId = 1_000_000 + size * 10;
  const ids = Array.from({ length: size }, (_, index) => firstId + index);
  const insert = async (name: string, documents: object[]) =>
    await db.collection(name).insertMany(documents);
  await insert('companies', [
    {
      _id: clientId,
      clientId,
      name: clientId,
      timezone: 'Asia/Kolkata',
      locale: 'en-IN',
      sectors: [sector],
      version: 1,
      ...stamp,
    },
  ]);
  await insert('business_rules', [
    {
      _id: clientId,
      clientId,
      rules: { wrapUpSeconds: 0, heartbeatSeconds: 3600 },
      version: 1,
      updatedAt: now,
    },
  ]);
  await insert('channels', [
    {
      _id: `channel-${clientId}`,
      clientId,
      type: 'voice',
      name: 'Telephone',
      isActive: true,
      config: {
        numbers: [],
        digits: [],
        default: { sector },
        exotel: { accountSid: 'bench', subdomain: 'api.exotel.com' },
      },
      credentials: {},
      tokens: [
        { hash: createHash('sha256').update(token).digest('hex'), createdAt: now, expiresAt: null },
      ],
      version: 1,
      ...stamp,
    },
  ]);
  await insert(
    'agents',
    ids.map((_id) => ({
      ...agentDocument(_id, clientId, passwordHash),
      role: _id === firstId ? 'admin' : 'cs',
      ...stamp,
    })),
  );
  await insert(
    'agent_presence',
    ids.map((_id) => ({
      _id,
      clientId,
      chosen: 'online',
      chosenReason: null,
      chosenBySystem: false,
      lastHeartbeat: now,
      deviceConnected: true,
      holds: [],
      activeCalls: 0,
      wrapUpUntil: null,
      missedInRow: 0,
      idleSince: now,
      version: 1,
      updatedAt: now,
    })),
  );
  await insert(
    'sector_agents',
    ids.map((agentId, index) => ({
      _id: `${clientId}-${agentId}`,
      clientId,
      agentId,
      sector,
      priority: index % 11,
      capabilities: [],
      successRate: 0.5 + (index % 50) / 100,
      avgHandleTime: 60 + (index % 240),
      isActive: true,
      version: 1,
      ...stamp,
    })),
  );
  return { clientId, sector, token, agentIds: ids };
}

/** A person who works there, as its document. */
export function agentDocument(_id: number, clientId = 'bench', passwordHash = '-'): object {
  return {
    _id,
    clientId,
    username: `${clientId}_${_id}`,
    usernameKey: `${clientId}_${_id}`,
    email: `${_id}@${clientId}.example`,
    emailKey: `${_id}@${clientId}.example`,
    passwordHash,
    fullName: `Bench Agent ${_id}`,
    department: `Department ${_id % 10}`,
    searchKeys: ['bench', 'agent', String(_id)],
    isActive: true,
    kind: 'human',
    role: 'cs',
    dialNumber: `+9198${String(_id).padStart(8, '0')}`,
    maxConcurrentCalls: 1,
    onlineStatus: 'online',
    currentTickets: 0,
    totalTicketsHandled: 0,
    avgResponseTime: 5,
    customerSatisfaction: 3.5,
    ticketsResolvedToday: 0,
    messagesHandledToday: 0,
    onlineHoursToday: 0,
    performanceLevel: 'medium',
    mustChangePassword: false,
    version: 1,
  };
}
