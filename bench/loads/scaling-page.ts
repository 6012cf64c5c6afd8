import type { Cost, NodeCosts } from './costs.js';

/** What `npm run load -- --only scale` measured; kept in docs/scaling.json. */
export interface ScaleFigures {
  readonly sizes: readonly NodeCosts[];
  readonly nodes: Readonly<Record<'request' | 'call', Readonly<Record<keyof Cost, Growth>>>>;
  readonly rounds: number;
  readonly machine: { readonly cpu: string; readonly cores: number; readonly node: string };
}

/** A cost on one node and on three, and the second by the first. */
export interface Growth {
  readonly one: number;
  readonly three: number;
  readonly ratio: number;
}

/** How agents work, where nothing better is known of them. */
export const USAGE = {
  /** Seconds between two heartbeats. */
  beatEvery: 30,
  /** Share of their time that goes into calls … */
  occupied: 0.8,
  /** … of so many seconds, wrap-up with it. */
  callSeconds: 300,
  /** Requests of people and programs, for each agent and second. */
  requestsPerSecond: 0.05,
} as const;

/** How full processors may be: the rest is for a node that dies, for bursts, for backups. */
const FULL = { node: 0.6, mongodb: 0.5 } as const;
const AGENTS = [100, 1000, 10_000, 100_000, 1_000_000] as const;

/** What so many agents need: the work of a second, and the cores that do it. */
export interface Need {
  readonly heartbeats: number;
  readonly calls: number;
  readonly requests: number;
  readonly nodeCores: number;
  readonly mongodbCores: number;
}

/** @param costs as measured with so many agents, or with as many as were measured */
export function needOf(agents: number, costs: NodeCosts): Need {
  const heartbeats = agents / USAGE.beatEvery;
  const calls = (agents * USAGE.occupied) / USAGE.callSeconds;
  const requests = agents * USAGE.requestsPerSecond;
  const cores = (of: keyof Cost) =>
    (heartbeats * costs.heartbeat[of] + calls * costs.call[of] + requests * costs.read[of]) /
    1000 /
    FULL[of];
  return { heartbeats, calls, requests, nodeCores: cores('node'), mongodbCores: cores('mongodb') };
}

/** Puts the tables into the page, between `<!-- costs -->` and `<!-- /costs -->` and the like. */
export function fillPage(page: string, figures: ScaleFigures): string {
  const tables = {
    costs: costsTable(figures),
    nodes: nodesTable(figures),
    needs: needsTable(figures),
  };
  return Object.entries(tables).reduce((text, [name, table]) => {
    const place = new RegExp(`(<!-- ${name} -->\n)[^]*?(\n<!-- /${name} -->)`);
    if (!place.test(text)) throw new Error(`the page has no place for ${name}`);
    return text.replace(place, (_all, begin: string, end: string) => `${begin}\n${table}\n${end}`);
  }, page);
}

function costsTable({ sizes, machine }: ScaleFigures): string {
  const pair = ({ node, mongodb }: Cost) => `${fixed(node, 2)} + ${fixed(mongodb, 2)}`;
  const row = (title: string, cell: (costs: NodeCosts) => string) => [title, ...sizes.map(cell)];
  return [
    ...tableOf([
      row('ms of a node + of MongoDB', ({ agents }) => `${whole(agents)} agents`),
      row('a heartbeat', ({ heartbeat }) => pair(heartbeat)),
      row('an incoming call, from its first webhook to its last', ({ call }) => pair(call)),
      row('reading an agent', ({ read }) => pair(read)),
      row('reading a page of agents', ({ list }) => pair(list)),
      row('a node that does nothing', ({ idlePercent }) => `${idlePercent} % of a core`),
      row('memory of the node, MiB', ({ residentMiB }) => String(residentMiB)),
    ]),
    '',
    `${machine.cpu}, ${machine.cores} cores, Node ${machine.node.replace('v', '')}, MongoDB with one member (the others of a`,
    'set replay its writes, each on its own machine). Below, each floor is reckoned with the costs of the size nearest under it.',
  ].join('\n');
}

function nodesTable({ nodes, rounds }: ScaleFigures): string {
  const row = (title: string, { one, three, ratio }: Growth) => [
    title,
    fixed(one, 2),
    fixed(three, 2),
    fixed(ratio, 2),
  ];
  return [
    ...tableOf([
      ['processor time, ms', 'one node', 'three nodes', 'ratio'],
      row('a request of the mix, nodes', nodes.request.node),
      row('a request of the mix, MongoDB', nodes.request.mongodb),
      row('a call, all nodes together', nodes.call.node),
      row('a call, MongoDB', nodes.call.mongodb),
    ]),
    '',
    `Medians of ${rounds} rounds, as much work for each node with one as with three.`,
  ].join('\n');
}

function needsTable({ sizes }: ScaleFigures): string {
  const rows = AGENTS.map((agents) => {
    const costs = sizes.findLast((size) => size.agents <= agents) ?? sizes[0];
    if (!costs) throw new Error('nothing was measured');
    const need = needOf(agents, costs);
    return [
      whole(agents),
      short(need.heartbeats),
      short(need.calls),
      short(need.requests),
      short(need.nodeCores),
      short(need.mongodbCores),
    ];
  });
  const head = ['agents', 'heartbeats/s', 'calls/s', 'requests/s'];
  return tableOf([[...head, 'cores of nodes', 'cores of MongoDB (each member)'], ...rows]).join(
    '\n',
  );
}

/** Lines of a table, as wide as prettier makes them. */
function tableOf(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(3, ...rows.map((row) => (row[column] ?? '').length)),
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const [head = [], ...body] = rows;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)];
}

const fixed = (value: number, digits: number): string => value.toFixed(digits);
const whole = (value: number): string => Math.round(value).toLocaleString('en-US');
/** Two digits that matter, and no more of large ones than are whole. */
const short = (value: number): string =>
  value >= 10 ? whole(value) : String(Number(value.toPrecision(2)));
