import { passwordOf } from './companies.js';
import type { Credentials, Session } from './api.js';

/** Who shall work for a company, and for which sectors. */
export interface Role {
  /** As the day file writes it. */
  readonly name: string;
  readonly sectors: readonly string[];
}

/** An agent of the demo. */
export interface Person extends Credentials {
  readonly id: number;
  readonly name: string;
  /** Where its calls ring, E.164. */
  readonly phone: string;
}

interface AgentView {
  readonly id: number;
  readonly username: string;
  readonly externalId: string | null;
  readonly dialNumber: string | null;
}
interface ProfileView {
  readonly id: string;
  readonly agentId: number;
  readonly sector: string;
  readonly isActive: boolean;
}

const PAGE = 100;

/** Those who are there, by the name in the day file, and those who are missing newly made. */
export async function ensurePeople(
  session: Session,
  company: { readonly clientId: string; readonly phonePrefix: string },
  roles: readonly Role[],
): Promise<ReadonlyMap<string, Person>> {
  const present = await pages<AgentView>(session, '/api/agents');
  const usernames = new Set(present.map(({ username }) => username));
  const phones = new Set(present.map(({ dialNumber }) => dialNumber));
  const people = new Map<string, Person>();
  const add = (name: string, { id, username, dialNumber }: AgentView): void => {
    const password = passwordOf(username);
    people.set(name, { id, name, username, password, phone: dialNumber ?? '' });
  };
  for (const agent of present) if (agent.externalId !== null) add(agent.externalId, agent);
  for (const { name, sectors } of roles.filter((role) => !people.has(role.name))) {
    const username = freeUsername(name, usernames);
    usernames.add(username);
    const phone = freePhone(company.phonePrefix, phones);
    phones.add(phone);
    const agent = await session.post<AgentView>('/api/agents', {
      username,
      email: `${username}@${company.clientId}.example`,
      fullName: name.length < 2 ? `Agent ${name}` : capitalised(name),
      role: 'cs',
      department: capitalised(sectors[0] ?? 'service'),
      password: passwordOf(username),
      phone,
      externalId: name,
    });
    add(name, agent);
  }
  return people;
}

/** Each agent has a profile in the sectors it serves, and serves no other. */
export async function ensureProfiles(
  session: Session,
  people: ReadonlyMap<string, Person>,
  roles: readonly Role[],
): Promise<void> {
  const wanted = new Set(
    roles.flatMap(({ name, sectors }) =>
      sectors.map((sector) => keyOf(people.get(name)?.id ?? 0, sector)),
    ),
  );
  const ours = new Set([...people.values()].map(({ id }) => id));
  const present = await pages<ProfileView>(session, '/api/sector-agents');
  for (const { id, agentId, sector, isActive } of present) {
    const isWanted = wanted.delete(keyOf(agentId, sector));
    if (isWanted === isActive || !ours.has(agentId)) continue;
    await session.put(`/api/sector-agents/${id}`, { isActive: isWanted });
  }
  for (const key of wanted) {
    const [agentId, sector] = JSON.parse(key) as [number, string];
    await session.post('/api/sector-agents', { agentId, sector });
  }
}

const keyOf = (agentId: number, sector: string): string => JSON.stringify([agentId, sector]);

async function pages<T>(session: Session, path: string): Promise<T[]> {
  const all: T[] = [];
  for (let page = 1; ; page += 1) {
    const { data } = await session.get<{ data: T[] }>(`${path}?page=${page}&limit=${PAGE}`);
    all.push(...data);
    if (data.length < PAGE) return all;
  }
}

/** Letters, digits and underscores, three at the least, and nobody else's. */
function freeUsername(name: string, taken: ReadonlySet<string>): string {
  const plain = name.toLowerCase().replace(/[^a-z0-9]+/g, '_');
  const base = plain.length < 3 ? `agent_${plain}` : plain;
  let username = base;
  for (let number = 2; taken.has(username); number += 1) username = `${base}_${number}`;
  return username;
}

/** Five digits after the prefix make an Indian mobile number that no customer of the bank has. */
function freePhone(prefix: string, taken: ReadonlySet<string | null>): string {
  for (let number = 1; ; number += 1) {
    const phone = `${prefix}${String(number).padStart(5, '0')}`;
    if (!taken.has(phone)) return phone;
  }
}

const capitalised = (text: string): string =>
  `${text.charAt(0).toUpperCase()}${text.slice(1).toLowerCase()}`;
