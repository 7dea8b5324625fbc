import { describe, expect, it } from 'vitest';
import { createLog, type LogFormat } from '../../lib/serve/log.ts';

function lines(format: LogFormat, act: (log: ReturnType<typeof createLog>) => void): string {
  let written = '';
  const write = (line: string) => {
    written += line;
  };
  act(createLog({ format, write, now: () => new Date('2026-12-01T02:03:04.567Z') }));
  return written;
}

describe('createLog', () => {
  it('writes lines for people', () => {
    const text = lines('text', (log) => {
      log.info('Remote checked', { alias: 'a b', ms: 12.6, none: undefined, events: ['x', 'y'] });
      log.warn('Two\nlines \u001b[31m', { of: { a: 1 }, empty: [], word: 'w' });
      log.problem(new Error('broken'));
    });
    expect(text).toMatchInlineSnapshot(`
      "2026-12-01T02:03:04Z Remote checked alias="a b" ms=13 events=x,y
      2026-12-01T02:03:04Z WARN Two of={"a":1} word=w
        lines �[31m
      2026-12-01T02:03:04Z ERROR broken
      "
    `);
  });

  it('writes JSON lines', () => {
    const text = lines('json', (log) => log.error('Two\nlines \u202e', { alias: 'a' }));
    expect(text).toMatchInlineSnapshot(`
      "{"@timestamp":"2026-12-01T02:03:04.567Z","log.level":"error","message":"Two\\nlines \\u202e","alias":"a"}
      "
    `);
  });
});
