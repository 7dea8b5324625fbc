import { describe, expect, it } from 'vitest';
import { closedJson } from '../../../lib/collect/elasticsearch/json.ts';

const WHOLE = JSON.stringify({
  error: {
    root_cause: [{ type: 'a', reason: 'quote " \\ \u0001 end' }],
    reason: 'c',
    numbers: [1, 2.5, null],
  },
  status: 500,
});

describe('closedJson', () => {
  it('leaves a complete text alone', () => {
    expect(closedJson(WHOLE)).toEqual({ json: WHOLE, isCut: false });
  });

  it('makes readable JSON of each beginning', () => {
    for (let end = 1; end < WHOLE.length; end += 1) {
      const { json, isCut } = closedJson(WHOLE.slice(0, end));
      expect(isCut).toBe(true);
      expect(() => JSON.parse(json), json).not.toThrow();
    }
  });

  it('keeps the part of a value that is a text', () => {
    expect(closedJson('{"error":{"type":"a","reason":"long te').json).toBe(
      '{"error":{"type":"a","reason":"long te"}}',
    );
  });

  it('drops an unfinished name, number, or text of a list', () => {
    expect(closedJson('{"a":1,"b').json).toBe('{"a":1}');
    expect(closedJson('{"a":1,"b":12').json).toBe('{"a":1}');
    expect(closedJson('{"a":["x","y').json).toBe('{"a":["x"]}');
  });

  it('leaves alone what is not JSON', () => {
    expect(closedJson('<html>').json).toBe('<html>');
    expect(closedJson('').json).toBe('');
  });

  it('closes what is nested too deeply', () => {
    const { json, isCut } = closedJson('[{"a":'.repeat(1000));
    expect(isCut).toBe(true);
    expect(() => JSON.parse(json)).not.toThrow();
  });
});
