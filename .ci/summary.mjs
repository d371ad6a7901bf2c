import { readFileSync } from 'node:fs';

// Prints the last line of a CI run from reports of Jest, each with the exit code of its run, and ends as the runs did.
const given = process.argv.slice(2);
const runs = given.flatMap((file, index) => (index % 2 === 0 ? [{ file, code: given[index + 1] }] : []));

function outcomeOf({ file, code }) {
  const report = readFileSync(file, 'utf8');
  const { numPassedTests: passed = 0, numFailedTests = 0, testResults = [] } = report ? JSON.parse(report) : {};
  // A file that could not even be loaded has no failed test of its own.
  const unloaded = testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  );
  const failed = numFailedTests + unloaded.length;
  const isGood = code === '0' && failed === 0 && passed > 0;
  return { passed, failed: isGood ? 0 : Math.max(failed, 1) };
}

const outcomes = runs.map(outcomeOf);
const sum = (name) => outcomes.reduce((all, outcome) => all + outcome[name], 0);
console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
process.exitCode = sum('failed') === 0 && outcomes.length > 0 ? 0 : 1;
