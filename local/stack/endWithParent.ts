/**
 * Loaded first in the functions' process: ends it when the process that started it is gone, however
 * that ended.
 */
import type { Socket } from 'node:net';
import { isMainThread } from 'node:worker_threads';

if (isMainThread) {
  const stdin = process.stdin as unknown as Socket;
  stdin.on('close', () => process.exit(0)).resume();
  stdin.unref();
}
