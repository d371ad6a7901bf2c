/**
 * The part of "which way imports run" that an import graph cannot show: what is named, and what stands in a text.
 * Which rule holds where is said in .oxlintrc.json; the rules carry the names of their twins in .dependency-cruiser.mjs.
 */

/** A rule that calls `judge(text)` for every string and every fixed part of a template. */
function onText(message, judge) {
  return {
    create: (context) => ({
      Literal(node) {
        if (typeof node.value === 'string' && judge(node.value)) context.report({ node, message });
      },
      TemplateElement(node) {
        if (judge(node.value.cooked ?? '')) context.report({ node, message });
      },
    }),
  };
}

const SQL_STATEMENTS = [
  'select .+ from ',
  'insert (or \\w+ )?into ',
  'update \\S+ set ',
  'delete from ',
  '(create|alter|drop) (unique )?(table|index|view|trigger) ',
  'with \\w+ as \\(',
  'pragma \\w',
  'begin (immediate|transaction)',
];
const sqlIn = (statements) => new RegExp(`^\\s*(${statements.join('|').replaceAll(' ', '\\s+')})`, 's');

/** SQL is written all small or all large; a sentence that begins with "Select" is neither. */
const SQL = [sqlIn(SQL_STATEMENTS), sqlIn(SQL_STATEMENTS.map(inCapitals))];

/** Letters in capitals, escapes such as \w left as they are. */
function inCapitals(pattern) {
  return pattern.replaceAll(/(?<!\\)[a-z]/g, (letter) => letter.toUpperCase());
}

const storageBehindItsPort = onText(
  'SQL stands in storage/ (and that of DuckDB with those who compute with tables). Ask the port of the store, or add to it.',
  (text) => SQL.some((statement) => statement.test(text)),
);

const RUNTIME_ROUTE = /(^|[^\w/])\/api(\/|$)|^api\//;

const oneDoorToRuntime = {
  create(context) {
    const text = onText(
      "Runtime's routes are known to runtime-client/ alone. Give it a method that says what you want.",
      (value) => RUNTIME_ROUTE.test(value) || value === 'RUNTIME_URL',
    ).create(context);
    return {
      ...text,
      CallExpression(node) {
        if (node.callee.type === 'Identifier' && node.callee.name === 'fetch') {
          context.report({ node, message: 'Calls that leave Experience go through runtime-client/.' });
        }
      },
    };
  },
};

const NESTS_HTTP_NAMES = /Exception$|^HttpStatus$|^HttpCode$|^Re(q|s)$/;

const httpAtTheEdge = {
  create: (context) => ({
    ImportSpecifier(node) {
      if (node.parent?.source.value !== '@nestjs/common' || !NESTS_HTTP_NAMES.test(node.imported.name)) return;
      context.report({
        node,
        message: `${node.imported.name} is HTTP. Below the edge throw a ProblemError of the catalogue, or return a value.`,
      });
    },
  }),
};

const AMBIENT = new Set([
  'Date.now',
  'Math.random',
  'performance.now',
  'process.hrtime',
  'crypto.randomUUID',
  'crypto.getRandomValues',
]);
const AMBIENT_CALLS = new Set(['setTimeout', 'setInterval', 'setImmediate']);

/** Of these modules all or some exports depend on when, or how often, they are called. */
const AMBIENT_IMPORTS = {
  timers: /./,
  'timers/promises': /./,
  perf_hooks: /./,
  crypto: /^random/,
  uuid: /^v[1467]$/,
};

/** `globalThis.Date.now` is `Date.now`. */
function nameOf(node) {
  if (node.type === 'ThisExpression') return 'this';
  if (node.type === 'Identifier') return node.name;
  if (node.type !== 'MemberExpression' || node.computed) return '';
  return `${nameOf(node.object)}.${node.property.name}`.replace(/^globalThis\./, '');
}

const clockAndIdsAreInjected = {
  create(context) {
    const report = (node, what) =>
      context.report({
        node,
        message: `${what} cannot be replayed or simulated. Take time from the injected Clock and ids from Ids.`,
      });
    return {
      ImportSpecifier(node) {
        const { importKind, source } = node.parent;
        const ambient = AMBIENT_IMPORTS[source.value.replace(/^node:/, '')];
        if (importKind !== 'type' && ambient?.test(node.imported.name)) report(node, node.imported.name);
      },
      NewExpression(node) {
        if (nameOf(node.callee) === 'Date' && node.arguments.length === 0) report(node, 'new Date()');
      },
      CallExpression(node) {
        const name = nameOf(node.callee);
        if (AMBIENT_CALLS.has(name) || name === 'Date') report(node, `${name}()`);
      },
      MemberExpression(node) {
        if (AMBIENT.has(nameOf(node))) report(node, nameOf(node));
      },
    };
  },
};

const settingsComeFromConfig = {
  create(context) {
    const message = 'Settings are described and validated in config/. Inject what you need from there.';
    return {
      MemberExpression(node) {
        if (nameOf(node) === 'process.env') context.report({ node, message });
      },
      ImportSpecifier(node) {
        const from = node.parent?.source.value;
        if (node.imported.name === 'env' && /^(node:)?process$/.test(from)) context.report({ node, message });
      },
    };
  },
};

const noExportStar = {
  create: (context) => ({
    ExportAllDeclaration(node) {
      context.report({
        node,
        message: 'An entrance enumerates the names it exports, so that nothing leaves by accident.',
      });
    },
  }),
};

export default {
  meta: { name: 'boundaries' },
  rules: {
    'storage-behind-its-port': storageBehindItsPort,
    'one-door-to-runtime': oneDoorToRuntime,
    'http-at-the-edge': httpAtTheEdge,
    'clock-and-ids-are-injected': clockAndIdsAreInjected,
    'settings-come-from-config': settingsComeFromConfig,
    'no-export-star': noExportStar,
  },
};
