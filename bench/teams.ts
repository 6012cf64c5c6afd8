import type { Servers } from '../dev/servers/servers.js';
import { openBank } from './bank.js';
import { closedLoop, figuresOf, median, ratio, type Figures } from './load.js';

const TEAMS = 1000;
const MEMBERS = 10;
const AT_ONCE = 16;
const REQUESTS = 1000;
const WARM_UP = 300;
const ROUNDS = 3;
/** Four weeks of calls of the first teams' agents: what suggestions compare. */
const COMPARED = { teams: 50, days: 28, callsADay: 20 };
const PATHS = { page: 'api/teams?page=7&limit=20', hundred: 'api/teams?limit=100' } as const;

/**
 * The list of 1,000 teams of ten members each, a page of 20 and one of 100, beside bare Fastify with
 * the driver that reads and counts the same. In turn, several rounds; medians of rounds. Then, alone,
 * the suggestions of who would do better in which team, out of 280,000 calls as they were folded.
 */
export async function teams(servers: Servers) {
  const bank = await openBank(servers);
  try {
    const ours = await bank.server('dist/src/main.js', '/health/ready');
    await makeTeams(bank.db, bank.clientId);
    const floor = await bank.server('dist/bench/teams-floor.js', '/health/live');
    const rounds: Record<string, Figures[]> = {};
    for (let turn = 0; turn <= ROUNDS; turn += 1) {
      for (const [page, path] of Object.entries(PATHS)) {
        for (const [who, { url }] of Object.entries({ ours, floor })) {
          const count = turn === 0 ? WARM_UP : REQUESTS;
          for (const atOnce of [AT_ONCE, 1]) {
            const work = async () => {
              await bank.ask(`${url}/${path}`);
              return () => Promise.resolve();
            };
            const share = atOnce === 1 ? count / 10 : count;
            const times = await closedLoop(share, atOnce, share, work);
            const name = `${who} ${page} ${atOnce}`;
            if (turn > 0) (rounds[name] ??= []).push(figuresOf(times, atOnce));
          }
        }
      }
    }
    const of = (name: string): Figures => {
      const all = rounds[name] ?? [];
      return {
        p50: median(all.map(({ p50 }) => p50)),
        p99: median(all.map(({ p99 }) => p99)),
        perSecond: median(all.map(({ perSecond }) => perSecond)),
      };
    };
    const pages = Object.keys(PATHS).map((page) => {
      const [own, bare] = [of(`ours ${page} ${AT_ONCE}`), of(`floor ${page} ${AT_ONCE}`)];
      return [
        page,
        {
          ...own,
          floor: bare,
          alone: of(`ours ${page} 1`),
          share: ratio(own.perSecond, bare.perSecond),
        },
      ] as const;
    });
    const calls = await makeRecords(bank.db, bank.clientId);
    const asked = await closedLoop(REQUESTS / 50, 1, REQUESTS / 50, async () => {
      await bank.ask(`${ours.url}/api/teams/suggestions`);
      return () => Promise.resolve();
    });
    const suggestions = { calls, ...figuresOf(asked, 1) };
    const all = { ...Object.fromEntries(pages), suggestions };
    return { teams: TEAMS, atOnce: AT_ONCE, rounds: ROUNDS, ...all };
  } finally {
    await bank.close();
  }
}

type Db = Awaited<ReturnType<typeof openBank>>['db'];

async function makeTeams(db: Db, clientId: string): Promise<void> {
  const now = new Date();
  const all = Array.from({ length: TEAMS }, (_, index) => {
    const name = `Team ${String(index).padStart(4, '0')}`;
    return {
      _id: `team-${index}`,
      clientId,
      name,
      nameKey: name.toLowerCase(),
      sector: `sector${index % 20}`,
      description: 'A team of the benchmark',
      leadId: null,
      isActive: true,
      version: 1,
      createdAt: now,
      updatedAt: now,
    };
  });
  const people = all.flatMap(({ _id: teamId }, index) =>
    Array.from({ length: MEMBERS }, (_, at) => ({
      _id: `${teamId}-${at}`,
      clientId,
      teamId,
      agentId: index * MEMBERS + at + 1,
    })),
  );
  await db.collection('teams').insertMany(all as never);
  await db
    .collection('team_members')
    .insertMany(
      people.map((one) => ({ ...one, role: 'member', isActive: true, joinedAt: now })) as never,
    );
  await db
    .collection('team_agent_assignments')
    .insertMany(
      people.map((one) => ({ ...one, memberId: null, priority: 5, assignedAt: now })) as never,
    );
}

/** The days of agents in their teams' sectors; how many calls they stand for. */
async function makeRecords(db: Db, clientId: string): Promise<number> {
  const agents = COMPARED.teams * MEMBERS;
  const days = Array.from({ length: COMPARED.days }, (_, ago) =>
    new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10),
  );
  const rows = days.flatMap((day) =>
    Array.from({ length: agents }, (_, index) => {
      const seconds = 100 + (index % 60);
      return {
        _id: `${clientId}:${day}:${index}`,
        clientId,
        day,
        interval: 'day',
        dimension: 'sector_agent',
        start: null,
        key: `sector${Math.floor(index / MEMBERS) % 20}`,
        agentId: index + 1,
        offered: COMPARED.callsADay,
        answered: COMPARED.callsADay,
        successes: 10 + (index % 9),
        talkSeconds: COMPARED.callsADay * seconds,
        handleSquares: COMPARED.callsADay * (seconds ** 2 + 900),
        updatedAt: new Date(),
      };
    }),
  );
  await db.collection('performance_trends').insertMany(rows as never);
  return agents * COMPARED.days * COMPARED.callsADay;
}
