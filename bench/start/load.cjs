// Loads one file as Lambda would and tells what that cost, from the start of the process on: node load.cjs FILE
'use strict';
require(process.argv[2]);
const { user, system } = process.cpuUsage();
const wallMs = performance.now();
// As an option of the command it would have V8 refuse the code cache that Node brings for its own modules.
require('node:v8').setFlagsFromString('--expose-gc');
require('node:vm').runInNewContext('gc')();
const { heapUsed, rss } = process.memoryUsage();
process.stdout.write(
  JSON.stringify({ cpuMs: (user + system) / 1000, wallMs, heapBytes: heapUsed, rssBytes: rss }),
  () => process.exit(),
);
