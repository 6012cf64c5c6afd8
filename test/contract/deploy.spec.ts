import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { load, loadAll } from 'js-yaml';
import { envSchema } from '../../src/config/env.schema.js';
import { OPERATIONS } from '../support/operations.js';

interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly data?: Readonly<Record<string, string>>;
  readonly stringData?: Readonly<Record<string, string>>;
  readonly spec: Readonly<Record<string, unknown>>;
}

const KUBERNETES = 'deploy/kubernetes';
const read = (path: string) => readFile(path, 'utf8');

async function manifests(): Promise<Manifest[]> {
  const files = await readdir(KUBERNETES);
  const texts = await Promise.all(files.map((file) => read(`${KUBERNETES}/${file}`)));
  return texts.flatMap((text) => loadAll(text) as Manifest[]);
}
async function one(kind: string): Promise<Manifest> {
  const [found] = (await manifests()).filter((manifest) => manifest.kind === kind);
  return found!;
}

const VARIABLES = new Set(Object.keys(envSchema.shape));
const ROUTES = new Set(OPERATIONS.map(({ method, path }) => `${method} ${path}`));
const unknown = (names: readonly string[]) => names.filter((name) => !VARIABLES.has(name));
const DECLARED = /\w\(\s*'(crosspoint_\w+)'/g;
/** What prom-client and Prometheus themselves add, as far as it is used. */
const OF_OTHERS = new Set([
  'up',
  'process_cpu_seconds_total',
  'process_resident_memory_bytes',
  'nodejs_heap_size_used_bytes',
  'nodejs_eventloop_lag_p99_seconds',
]);

/** Names of metrics in an expression: words that no function, label or keyword is. */
const metricsIn = (expression: string): string[] =>
  [...expression.replaceAll(/\{[^}]*\}|"[^"]*"/g, '').matchAll(/\b[a-z]+_\w+|\bup\b/g)]
    .map(([name]) => name)
    .filter((name) => !/^(histogram_quantile|__rate_interval|__interval)$/.test(name));

async function exposed(): Promise<Set<string>> {
  const files = await readdir('src', { recursive: true });
  const sources = files.filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'));
  const texts = await Promise.all(sources.map((file) => read(`src/${file}`)));
  return new Set(texts.flatMap((text) => [...text.matchAll(DECLARED)].map(([, name]) => name!)));
}

describe('the image', () => {
  it('looks after itself as the contract says, and does not run as root', async () => {
    const text = await read('Dockerfile');
    expect(text).toContain('HEALTHCHECK --interval=30s --timeout=3s --start-period=5s --retries=3');
    expect(text).toMatch(/\/health`/);
    expect(text.indexOf('USER node')).toBeLessThan(text.indexOf('CMD ["node", "--enable'));
  });
});

describe('docker-compose.yml', () => {
  it('gives nodes only what they read, three members of MongoDB and two of ours', async () => {
    const { services } = load(await read('docker-compose.yml')) as {
      services: Record<string, { environment?: Record<string, string>; deploy?: object }>;
    };
    expect(unknown(Object.keys(services['node']?.environment ?? {}))).toEqual([]);
    expect(services['node']).toMatchObject({ deploy: { replicas: 2 }, read_only: true });
    const members = Object.keys(services).filter((name) => /^mongodb\d$/.test(name));
    expect(members).toEqual(['mongodb1', 'mongodb2', 'mongodb3']);
    expect(services['node']?.environment?.['MONGODB_URI']).toContain(members.join(','));
  });
});

describe('deploy/kubernetes', () => {
  it('names every file, and only variables that the server reads', async () => {
    const { resources } = load(await read(`${KUBERNETES}/kustomization.yaml`)) as {
      resources: string[];
    };
    const left = (await readdir(KUBERNETES)).filter((file) => !resources.includes(file));
    expect(left.sort()).toEqual(['kustomization.yaml', 'secret.example.yaml']);
    const [config, secret] = [await one('ConfigMap'), await one('Secret')];
    const names = [...Object.keys(config.data ?? {}), ...Object.keys(secret.stringData ?? {})];
    expect(unknown(names)).toEqual([]);
    expect(names).toEqual(
      expect.arrayContaining(['MONGODB_URI', 'REDIS_URL', 'JWT_SECRET', 'CREDENTIALS_KEYS']),
    );
  });

  it('asks routes that there are, as nobody who may do anything', async () => {
    const { spec } = await one('Deployment');
    const pod = (spec as { template: { spec: Record<string, unknown> } }).template.spec;
    const [container] = pod['containers'] as Record<string, unknown>[];
    const probes = ['startupProbe', 'readinessProbe', 'livenessProbe'].map(
      (name) => (container![name] as { httpGet: { path: string } }).httpGet.path,
    );
    expect(probes.filter((path) => !ROUTES.has(`GET ${path}`))).toEqual([]);
    expect(pod['securityContext']).toMatchObject({ runAsNonRoot: true });
    expect(container?.['securityContext']).toMatchObject({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
    });
  });

  it('means the same pods everywhere', async () => {
    const labels = { 'app.kubernetes.io/name': 'crosspoint' };
    const matching = { matchLabels: labels };
    expect((await one('Deployment')).spec).toMatchObject({
      selector: matching,
      template: { metadata: { labels } },
    });
    expect((await one('Service')).spec['selector']).toEqual(labels);
    expect((await one('PodDisruptionBudget')).spec['selector']).toEqual(matching);
    expect((await one('NetworkPolicy')).spec['podSelector']).toEqual(matching);
    expect((await one('HorizontalPodAutoscaler')).spec['scaleTargetRef']).toMatchObject({
      kind: 'Deployment',
      name: (await one('Deployment')).metadata.name,
    });
  });
});

describe('deploy/monitoring', () => {
  const alerts = async () => {
    const { groups } = load(await read('deploy/monitoring/alerts.yaml')) as {
      groups: { rules: { alert: string; expr: string }[] }[];
    };
    return groups.flatMap(({ rules }) => rules);
  };
  const queries = async () => {
    const { panels } = JSON.parse(await read('deploy/monitoring/grafana-dashboard.json')) as {
      panels: { targets?: { expr: string }[] }[];
    };
    return panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
  };

  it('asks only for metrics that a server exposes, and shows each of them', async () => {
    const known = await exposed();
    const shown = (await queries()).flatMap(metricsIn);
    const asked = [...(await alerts()).flatMap(({ expr }) => metricsIn(expr)), ...shown];
    const base = (name: string) => name.replace(/_(bucket|count|sum)$/, '');
    expect(asked.filter((name) => !known.has(base(name)) && !OF_OTHERS.has(name))).toEqual([]);
    const drawn = new Set(shown.map(base));
    expect([...known].filter((name) => !drawn.has(name))).toEqual([]);
  });

  it('has a page of docs/operations.md for every alert', async () => {
    const text = await read('docs/operations.md');
    const headings = [...text.matchAll(/^### (Crosspoint\w+)$/gm)].map(([, name]) => name);
    expect(headings).toEqual(expect.arrayContaining((await alerts()).map(({ alert }) => alert)));
    expect(headings).toHaveLength((await alerts()).length);
  });
});
