import { join } from 'node:path';

const root = import.meta.dirname;

/** Files that speak HTTP: everything else is written as if it were called from a queue. */
const HTTP_EDGE = '(\\.(controller|gateway|filter|guard|interceptor|middleware|decorator)|/main)\\.ts$';

const SPEC = '\\.spec\\.ts$|/testing/';

/**
 * The rules of "which way imports run". Type-only imports count: a type that travels the wrong way is the first thread
 * of a dependency. Each rule has a fixture in test/boundaries/fixtures that breaks it, and a test that expects so.
 *
 * @type {import('dependency-cruiser').IConfiguration}
 */
export default {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'With ESM and decorator metadata a circle of classes crashes at boot. Move what both need below both.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'planes-never-meet',
      comment: 'The planes are built and scaled apart. What both need travels, and belongs to the contracts.',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'contracts-are-pure',
      comment: 'Both planes and teams outside carry the contracts: shapes and their checks, no framework, no Node.',
      severity: 'error',
      from: { path: '^libs/intent-contracts/src/', pathNot: SPEC },
      to: {
        pathNot: '^libs/intent-contracts/src/|node_modules/(class-validator|class-transformer|reflect-metadata)/',
      },
    },
    {
      name: 'client-sees-types',
      comment: 'A browser loads the client: nothing of Node, no package, and of the contracts only what compiles away.',
      severity: 'error',
      from: { path: '^libs/intent-client/src/', pathNot: SPEC },
      to: { pathNot: '^libs/(intent-client|intent-contracts)/src/' },
    },
    {
      name: 'client-sees-types',
      comment: 'A value of the contracts brings class-validator along. Write the literal, and tie it by its type.',
      severity: 'error',
      from: { path: '^libs/intent-client/src/', pathNot: SPEC },
      to: { path: '^libs/intent-contracts/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'console-asks-experience',
      comment:
        'The console is a page: it knows Experience by its routes and streams, and is built without a line of a plane.',
      severity: 'error',
      from: { path: '^apps/experience/console/src/', pathNot: SPEC },
      to: { path: '^(apps|libs)/', pathNot: '^(apps/experience/console|libs/intent-client)/src/' },
    },
    {
      name: 'runtime-follows-nobody',
      comment: 'Runtime tells what happens, and follows no stream. The client is for those who listen.',
      severity: 'error',
      from: { path: '^apps/runtime/' },
      to: { path: '^libs/intent-client/' },
    },
    {
      name: 'one-door-to-runtime',
      comment: 'Time-outs, retries and credentials of calls to Runtime stand in runtime-client/ alone. Ask it.',
      severity: 'error',
      from: { path: '^apps/experience/src/', pathNot: ['^apps/experience/src/runtime-client/', SPEC] },
      to: { path: 'node_modules/(@nestjs/axios|axios|undici|cockatiel)/|^libs/intent-client/' },
    },
    {
      name: 'realms-see-the-kit',
      comment:
        'A built-in realm uses the same door as a team outside: realm-kit and the contracts. The table engine is what those who compute with tables share.',
      severity: 'error',
      from: { path: '^apps/runtime/src/realms/([^/]+)/' },
      to: {
        path: '^apps/runtime/src/',
        pathNot: '^apps/runtime/src/(realms/$1/|table-engine/|realm-kit/(testing/)?index\\.ts$)',
      },
    },
    {
      name: 'table-engine-knows-no-plane',
      comment: 'The table engine computes for realms: it knows nothing of Runtime.',
      severity: 'error',
      from: { path: '^apps/runtime/src/table-engine/' },
      to: { path: '^(apps/runtime/src/|libs/)', pathNot: '^apps/runtime/src/table-engine/' },
    },
    {
      name: 'examples-use-the-entrances',
      comment: 'The examples are what a team outside this repository writes: package entrances, no path into a plane.',
      severity: 'error',
      from: { path: '^examples/([^/]+/[^/]+)/' },
      to: {
        path: '^(apps|libs|examples)/',
        pathNot: '^(examples/$1/|apps/(runtime/src/realm-kit/(testing/)?|experience/src/adapter-kit/)index\\.ts$)',
      },
    },
    {
      name: 'core-names-no-realm',
      comment: 'Realms come and go; runtime.module.ts is the only file that names them.',
      severity: 'error',
      from: { path: '^apps/runtime/src/', pathNot: '^apps/runtime/src/(realms/|runtime\\.module\\.ts$)' },
      to: { path: '^apps/runtime/src/realms/|^examples/' },
    },
    {
      name: 'storage-behind-its-port',
      comment: 'Only storage/ knows which database there is. Ask its port, or add to it.',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: '^apps/runtime/src/storage/' },
      to: {
        path: 'node_modules/(@photostructure/sqlite|kysely|pg|pg-[^/]+|postgres|better-sqlite3|sqlite3)/|^(node:)?sqlite$',
      },
    },
    {
      name: 'storage-behind-its-port',
      comment: "DuckDB is the table engine, in child processes of its own. It is nobody's store.",
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: '^apps/runtime/src/(table-engine|realms/content)/' },
      to: { path: 'node_modules/@duckdb/' },
    },
    {
      name: 'http-at-the-edge',
      comment: 'Below controllers and filters an outcome is a value or a ProblemError; HTTP is chosen at the edge.',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: [HTTP_EDGE, SPEC] },
      to: { path: 'node_modules/(@types/)?(express|express-serve-static-core)/' },
    },
    {
      name: 'engine-knows-no-caller',
      comment: 'intents, queries, executions, events and artifacts call the engine, never the other way round.',
      severity: 'error',
      from: { path: '^apps/runtime/src/sagas/', pathNot: SPEC },
      to: {
        path: '^apps/runtime/src/(intents|queries|executions|events|sessions|identity|realm-kit)/|\\.controller\\.ts$',
      },
    },
    {
      name: 'storage-knows-no-caller',
      comment:
        'The store is the lowest layer: what it needs to know of the domain stands in storage/ or the contracts.',
      severity: 'error',
      from: { path: '^apps/runtime/src/storage/', pathNot: SPEC },
      to: { path: '^apps/runtime/src/', pathNot: '^apps/runtime/src/(storage|config|determinism|memory)/' },
    },
    {
      name: 'testing-stays-in-tests',
      comment: 'testing/ holds stand-ins and reaches into what it likes; nothing that is served may lean on it.',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: SPEC },
      to: { path: '^(apps|libs)/.*/testing/' },
    },
    {
      name: 'dependencies-are-declared',
      comment: "An app's image holds what its own package.json declares, and nothing else.",
      severity: 'error',
      from: { path: '^(apps|libs)/[^/]+/src/', pathNot: SPEC },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'npm-dev'] },
    },
    {
      name: 'imports-resolve',
      comment: 'An import that cannot be resolved cannot be judged by any other rule either.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: join(root, 'tsconfig.json') },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
    },
  },
};
