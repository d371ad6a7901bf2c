import config from '../../jest.config.js';

const e2e = config.projects.find(({ displayName }) => displayName === 'e2e');

/** The tests that open the console in a browser. Apart from the others, since they need more than Node. */
export default {
  projects: [{ ...e2e, displayName: 'browser', testMatch: ['<rootDir>/test/browser/**/*.browser.mjs'] }],
  // Each has a browser and both planes: one after the other, so that none waits for another.
  maxWorkers: 1,
  testTimeout: 60_000,
};
