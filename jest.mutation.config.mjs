import all from './jest.config.mjs';

const [unit] = all.projects;

/** The unit tests beside the code, for `npm run test:mutation`; simulations take too long. */
export default {
  ...unit,
  testMatch: ['<rootDir>/src/**/*.spec.ts'],
  testTimeout: all.testTimeout,
};
