import type { Servers } from '../servers/servers.js';
import type { Company, Stage } from './stage.js';

/** `DEMO {json}`: all that a program needs to try the demo; the bank comes first. */
export function demoLine(stage: Stage, servers: Servers, companies: readonly Company[]): string {
  const tenants = companies.map(({ plan, people, voice }) => ({
    clientId: plan.clientId,
    admin: { username: plan.admin.username, password: plan.admin.password },
    agents: [...people.values()].map(({ id, username, password, phone }) => ({
      username,
      password,
      id,
      phone,
    })),
    webhookToken: voice.webhookToken,
    exophone: voice.exophone,
  }));
  const { mongodbUri, redisUrl } = servers;
  const { simulator, nodes } = stage;
  const demo = { mongodbUri, redisUrl, tenants, exotelUrl: simulator.baseUrl, nodes: nodes.urls };
  return `DEMO ${JSON.stringify(demo)}`;
}

/** For people: where to look, and something to try. */
export function welcome(url: string, [bank]: readonly Company[]): string[] {
  if (!bank) return [];
  const { username, password } = bank.plan.admin;
  const body = JSON.stringify({ username, password });
  return [
    '',
    `The interface, to read and to try: ${url}/docs`,
    `Sign in as the bank's administrator:`,
    `  curl -s ${url}/api/auth/login -H 'content-type: application/json' -d '${body}'`,
    '',
  ];
}
