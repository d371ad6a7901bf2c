'use strict';
// Loaded with `node -r` before anything else, so it is written to be parsed by every Node there is.

var engines = require('../package.json').engines.node;

/** [major, minor, patch] of "20.19.0", "^22.14.0" or ">=24". */
function parts(version) {
  return version
    .replace(/^[^0-9]*/, '')
    .split('.')
    .map(Number);
}

/** Whether `version` lies in a range such as "^20.19.0" or ">=24". */
function serves(version, range) {
  var lowest = parts(range);
  if (range.charAt(0) === '^' && version[0] !== lowest[0]) return false;
  for (var i = 0; i < lowest.length; i += 1) {
    if (version[i] !== lowest[i]) return version[i] > lowest[i];
  }
  return true;
}

var version = parts(process.versions.node);
var isServed = engines.split('||').some(function (range) {
  return serves(version, range.trim());
});

if (!isServed) {
  console.error(
    'Symphainy needs Node ' +
      engines +
      ', and this is Node ' +
      process.versions.node +
      '.\n' +
      'Install a current one from https://nodejs.org (or with your version manager: nvm install 24), then run this again.',
  );
  process.exit(1);
}
