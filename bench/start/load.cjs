// Loads one file as Lambda does and prints the cost since the start of the process: node load.cjs
// FILE
'use strict';
require(process.argv[2]);
const { user, system } = process.cpuUsage();
const wallMs = performance.now();
// As a command-line option, it would make V8 reject the code cache of Node's own modules.
require('node:v8').setFlagsFromString('--expose-gc');
require('node:vm').runInNewContext('gc')();
const { heapUsed, rss } = process.memoryUsage();
process.stdout.write(
  JSON.stringify({ cpuMs: (user + system) / 1000, wallMs, heapBytes: heapUsed, rssBytes: rss }),
  () => process.exit(),
);
