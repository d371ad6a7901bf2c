import { availableParallelism } from 'node:os';

/** Unit tests beside the sources and the tests of `test/`, as ES modules; sources are compiled by swc as tsc would. */
const shared = {
  rootDir: import.meta.dirname,
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: {
    '^@app/intent-contracts$': '<rootDir>/libs/intent-contracts/src/index.ts',
    '^@app/intent-client$': '<rootDir>/libs/intent-client/src/index.ts',
    '^@symphainy/runtime/realm-kit$': '<rootDir>/apps/runtime/src/realm-kit/index.ts',
    '^@symphainy/runtime/realm-kit/testing$': '<rootDir>/apps/runtime/src/realm-kit/testing/index.ts',
    '^@symphainy/experience/adapter-kit$': '<rootDir>/apps/experience/src/adapter-kit/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
        },
        module: { type: 'es6' },
      },
    ],
  },
};

export default {
  projects: [
    {
      ...shared,
      displayName: 'unit',
      testMatch: ['<rootDir>/{apps,libs,examples}/**/src/**/*.spec.ts'],
      globalSetup: '<rootDir>/test/postgres/lent-server.mjs',
    },
    {
      ...shared,
      displayName: 'e2e',
      testMatch: ['<rootDir>/test/**/*.e2e.ts'],
      globalSetup: '<rootDir>/scripts/hold-tree.mjs',
    },
  ],
  // Most tests wait for processes that they have started: two at a time keep two cores busy.
  maxWorkers: Math.max(2, availableParallelism() - 1),
  // Jest takes it from here alone, for every project: tests of test/ start processes.
  testTimeout: 120_000,
  coverageProvider: 'v8',
  collectCoverageFrom: ['apps/*/src/**/*.ts', 'libs/*/src/**/*.ts'],
};
