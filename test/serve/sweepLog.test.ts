import { expect, it } from 'vitest';
import { changesOnly } from '../../lib/serve/sweepLog.ts';
import { keptLog } from './support.ts';

it('changesOnly logs a remote when its outcome changes, and what stays once an hour', () => {
  const { log, lines } = keptLog();
  let minutes = 0;
  const logger = changesOnly(log, () => new Date(minutes * 60_000));
  const check = (status: string, events: string[] = []) =>
    logger.info('Remote checked', { alias: 'a', status, durationMs: Math.random(), events });
  check('healthy');
  check('healthy');
  check('failing');
  check('failing', ['opened']);
  logger.warn('Part failed', { alias: 'a', code: 'x', evidence: 'y' });
  logger.warn('Part failed', { alias: 'a', code: 'x', evidence: 'y' });
  expect(lines.map((line) => line.replace(/ durationMs=\d/, ''))).toEqual([
    'Remote checked alias=a status=healthy',
    'Remote checked alias=a status=failing',
    'Remote checked alias=a status=failing events=opened',
    'WARN Part failed alias=a code=x evidence=y',
  ]);
  minutes = 61;
  logger.warn('Part failed', { alias: 'a', code: 'x', evidence: 'y' });
  expect(lines).toHaveLength(5);
});
