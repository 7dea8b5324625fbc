import { stripVTControlCharacters } from 'node:util';
import { beforeEach, describe, expect, it } from 'vitest';
import { lineReader } from '../../../local/stack/logLine.ts';

const now = new Date(2026, 10, 24, 12, 34, 56);
let read = lineReader();
beforeEach(() => {
  read = lineReader();
});

function shown(line: unknown): string | undefined {
  const text = read(typeof line === 'string' ? line : JSON.stringify(line), now);
  return text === undefined ? undefined : stripVTControlCharacters(text);
}

const CHECKED = {
  level: 'INFO',
  message: 'Remote checked',
  timestamp: '2026-11-24T12:34:56.000Z',
  service: 'remote-cluster-checker',
  cold_start: true,
  function_name: 'remote-cluster-checker-dev-check',
  function_request_id: 'x',
  cluster: 'eu',
  alias: 'archive',
  status: 'failing',
  cause: 'half-open',
  durationMs: 12.53,
  outcome: 'saved',
  events: [] as string[],
};

describe('lineReader', () => {
  it('turns a log entry of a function into one line without noise', () => {
    expect(shown({ ...CHECKED, events: ['opened'], incidentId: 'id' })).toBe(
      '12:34:56 check    Remote checked eu/archive failing cause=half-open durationMs=13 events=opened incidentId=id',
    );
    expect(
      shown({
        level: 'INFO',
        message: 'Sweep started',
        function_name: 'a-schedule',
        clusters: 3,
        isLate: true,
      }),
    ).toBe('12:34:56 schedule Sweep started clusters=3 isLate=true');
  });

  it('shows a remote again when it is another or decided something', () => {
    expect(shown(CHECKED)).toContain('eu/archive failing');
    expect(shown(CHECKED)).toBeUndefined();
    expect(shown({ ...CHECKED, alias: 'other' })).toContain('eu/other failing');
    expect(shown({ ...CHECKED, events: ['opened'] })).toContain('events=opened');
    expect(shown({ ...CHECKED, cause: 'silent-peer' })).toContain('silent-peer');
    expect(shown({ ...CHECKED, status: 'odd' })).toContain('eu/archive odd');
  });

  it('shows an unusual level, and the message of an error', () => {
    const error = { name: 'Error', message: 'Slack answered 500', stack: 'Error: …' };
    expect(
      shown({
        level: 'ERROR',
        message: 'Function notify failed',
        function_name: 'a-notify',
        error,
      }),
    ).toBe('12:34:56 notify   ERROR Function notify failed error="Slack answered 500"');
    expect(shown({ level: 'ODD', message: 'x' })).toBe('12:34:56          x');
  });

  it('skips metrics, internal logs and lines that are not objects', () => {
    expect(shown({ _aws: {}, message: 'x' })).toBeUndefined();
    expect(shown({ level: 'INFO' })).toBeUndefined();
    expect(shown('Server ready: http://127.0.0.1:13000')).toBeUndefined();
    expect(shown('{ not JSON')).toBeUndefined();
  });

  it('keeps errors of the process that runs the functions', () => {
    expect(shown('✖ Unhandled exception in handler')).toBe(
      '12:34:56 offline  ✖ Unhandled exception in handler',
    );
    expect(shown('Error: [504] - Lambda timeout.')).toBe(
      '12:34:56 offline  Error: [504] - Lambda timeout.',
    );
  });
});
