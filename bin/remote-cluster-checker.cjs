#!/usr/bin/env node
// Written so that Node versions too old for the program can still say what they lack.
'use strict';
var needed = 24;
var found = Number(process.versions.node.split('.')[0]);
if (found < needed) {
  process.stderr.write(
    'remote-cluster-checker needs Node.js ' +
      needed +
      ' or newer, this is ' +
      process.version +
      ' (' +
      process.execPath +
      ')\n',
  );
  process.exitCode = 3;
} else {
  import('../dist/lib/cli/bin.js')
    .then((bin) => bin.run())
    .catch((error) => {
      process.stderr.write('remote-cluster-checker: ' + error.stack + '\n');
      process.exitCode = 3;
    });
}
