import all from './jest.config.mjs';

const [unit] = all.projects;

/** The unit tests alone, for `npm run test:mutation`. */
export default { ...unit, testTimeout: all.testTimeout };
