import { describe, expect, it } from 'vitest';
import { canarySchema } from '../../lib/registry/canary.ts';

function remedy(given: unknown): string | undefined {
  return canarySchema.safeParse(given).error?.issues[0]?.message;
}

describe('canarySchema', () => {
  it('takes addresses, URLs and names', () => {
    const connect = [
      'es:9200',
      '[::1]:443',
      'https://example.com/path',
      'http://10.0.0.1',
      'http://[::1]:8080',
    ];
    expect(canarySchema.parse({ connect, resolve: ['es.example.com'] })).toEqual({
      connect: [
        { host: 'es', port: 9200 },
        { host: '::1', port: 443 },
        { host: 'example.com', port: 443 },
        { host: '10.0.0.1', port: 80 },
        { host: '::1', port: 8080 },
      ],
      resolve: ['es.example.com'],
    });
    expect(canarySchema.parse({ resolve: ['es.example.com'] }).connect).toEqual([]);
  });

  it('has a remedy for an invalid canary', () => {
    expect(remedy({ connect: ['es'] })).toBe('write host:port, or an http:// or https:// URL');
    expect(remedy({ connect: ['https://'] })).toBe(
      'write host:port, or an http:// or https:// URL',
    );
    expect(remedy({ connect: [1] })).toBe('write host:port, or an http:// or https:// URL');
    expect(remedy({ resolve: ['10.0.0.1'] })).toMatch(/^write a host name/);
    const nothing = 'write connect, a list of addresses, or resolve, a list of names, or both';
    expect([
      remedy({}),
      remedy({ connect: [] }),
      remedy([]),
      remedy({ connect: 'es:9200' }),
    ]).toEqual(Array(4).fill(nothing));
  });
});
