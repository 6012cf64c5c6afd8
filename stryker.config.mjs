/**
 * Changes the rules one operator at a time and runs the unit tests on each change: a change that no
 * test notices is a rule that no test holds. Outside CI, as it runs them some thousand times.
 * `npm run test:mutation -- --mutate 'src/modules/teams/*.domain.ts'` looks at other rules.
 */
export default {
  testRunner: 'jest',
  testRunnerNodeArgs: ['--experimental-vm-modules', '--no-warnings'],
  jest: { configFile: 'jest.mutation.config.mjs', enableFindRelatedTests: true },
  coverageAnalysis: 'perTest',
  concurrency: 1,
  mutate: [
    'src/modules/{auth,agents,agent-directory,agent-transfer,activity,heartbeat,agent-performance}/*.domain.ts',
  ],
  ignorePatterns: ['dist', '.crosspoint', 'node_modules.old', 'test', 'bench', 'deploy', 'docs'],
  tempDirName: '.crosspoint/mutation',
  reporters: ['clear-text', 'json'],
  jsonReporter: { fileName: '.crosspoint/mutation.json' },
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  thresholds: { high: 90, low: 80, break: 80 },
};
