/** Arrows go one way: a module may know those before it in this list, never those after. */
const ORDER = [
  'settings',
  'agents',
  'teams',
  'sector-agents',
  'auth',
  'channels',
  'heartbeat',
  'telephony',
  'calls',
  'routing',
  'queue',
  'outbound',
  'scheduling',
  'analytics',
  'reports',
  'feed',
  'realtime',
  'webhooks',
];
/** `telephony` declares ports that speak of calls; the modules after it implement them. */
const layers = ORDER.slice(0, -1).map((name, place) => ({
  name: `layer:${name}`,
  comment: `${name} may not know a module to its right: use an event or a port`,
  severity: 'error',
  from: { path: `^src/modules/${name}/` },
  to: { path: `^src/modules/(${ORDER.slice(place + 1).join('|')})/` },
}));

module.exports = {
  forbidden: [
    ...layers,
    {
      name: 'no-cycles',
      comment: 'with ES modules a circle of values ends the process',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'common-is-pure',
      severity: 'error',
      from: { path: '^src/common/' },
      to: { path: '^src/(config|platform|modules)/|node_modules/(@nestjs|mongoose|ioredis|bull)/' },
    },
    {
      name: 'config-knows-nothing',
      severity: 'error',
      from: { path: '^src/config/' },
      to: { path: '^src/(platform|modules)/' },
    },
    {
      name: 'platform-knows-no-business',
      severity: 'error',
      from: { path: '^src/platform/' },
      to: { path: '^src/modules/' },
    },
    {
      name: 'domain-is-pure',
      comment: 'decisions know no Nest, no database, no clock',
      severity: 'error',
      from: { path: '\\.domain\\.ts$' },
      to: {
        path: '^src/platform/|\\.(service|repository|controller)\\.ts$|node_modules/(@nestjs|mongoose|ioredis|bull|undici)/',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'controllers-use-services',
      severity: 'error',
      from: { path: '\\.controller\\.ts$' },
      to: {
        path: '\\.(repository|schema)\\.ts$|node_modules/mongoose/',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'repositories-stay-home',
      comment: "another module's repository is not ours to use",
      severity: 'error',
      from: { path: '^src/modules/([^/]+)/' },
      to: { path: '^src/modules/(?!$1/)[^/]+/.+\\.repository\\.ts$' },
    },
    {
      name: 'exotel-stays-home',
      comment: 'vendor words stop at the adapter',
      severity: 'error',
      from: { pathNot: '^src/modules/telephony/' },
      to: { path: '^src/modules/telephony/exotel/' },
    },
    {
      name: 'simulator-knows-only-urls',
      severity: 'error',
      from: { path: '^dev/exotel/' },
      to: { path: '^src/' },
    },
    {
      name: 'src-knows-no-dev',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(dev|bench|test)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '\\.spec\\.ts$' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.js'], exportsFields: ['exports'] },
  },
};
