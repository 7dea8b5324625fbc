import { describe, expect, it } from 'vitest';
import { ConfigurationError, messageOf } from '../lib/errors.ts';

describe('ConfigurationError', () => {
  it('is an error with its own name, and keeps its message and cause', () => {
    const cause = new Error('ENOENT');
    const error = new ConfigurationError('Registry clusters.yml cannot be read', { cause });
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({
      name: 'ConfigurationError',
      message: 'Registry clusters.yml cannot be read',
      cause,
    });
  });
});

describe('messageOf', () => {
  it('gives the message of an error', () => {
    expect(messageOf(new TypeError('Not a number'))).toBe('Not a number');
  });

  it('gives anything else as text', () => {
    expect(['timeout', 7, undefined, { toString: () => 'odd' }].map(messageOf)).toEqual([
      'timeout',
      '7',
      'undefined',
      'odd',
    ]);
  });
});
