/**
 * Loaded first in the process of the functions. Ends it when its parent process is gone, even after
 * a crash.
 */
import type { Socket } from 'node:net';
import { isMainThread } from 'node:worker_threads';

if (isMainThread) {
  const stdin = process.stdin as unknown as Socket;
  stdin.on('close', () => process.exit(0)).resume();
  stdin.unref();
}
