import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { rootOf } from '../../lib/api/browser.ts';
import { stored } from '../report/page/stored.ts';
import { failingResult } from '../support/results.ts';
import { BEARER, caller } from './app.ts';

const HTML = { ...BEARER, Accept: 'text/html' };

describe('answers to a browser', () => {
  it('are pages if there is nothing, with a way back', async () => {
    for (const [path, root] of [
      ['/nothing', './'],
      ['/remotes/eu/mars', '../../'],
    ] as const) {
      const answer = await caller()(path, { headers: HTML });
      expect([answer.status, answer.headers.get('Content-Type')]).toEqual([
        404,
        'text/html; charset=UTF-8',
      ]);
      const text = await answer.text();
      expect(text).toContain('<h1>Not Found</h1>');
      expect(text).toContain(`<a href="${root}">All remote clusters</a>`);
    }
  });

  it('are problem details for everybody else', async () => {
    const answer = await caller()('/nothing');
    expect(answer.headers.get('Content-Type')).toBe('application/problem+json');
  });

  it('are compressed if the client takes that', async () => {
    const headers = { ...HTML, 'Accept-Encoding': 'gzip' };
    for (const path of ['/', '/metrics', '/clusters/eu/remotes/orders']) {
      const answer = await caller()(path, { headers });
      expect([path, answer.headers.get('Content-Encoding')]).toEqual([path, 'gzip']);
      const body = Buffer.from(await answer.arrayBuffer());
      expect(gunzipSync(body).byteLength).toBeGreaterThan(body.byteLength);
    }
    expect((await caller()('/', { headers: HTML })).headers.get('Content-Encoding')).toBeNull();
  });
});

it('metrics of 2,000 remotes fit into an answer of Lambda, 6 MB in base64', async () => {
  const result = { ...failingResult, cluster: 'eu' };
  const many = Array.from({ length: 2000 }, (_, index) =>
    stored({ ...result, alias: `remote-${index}` }),
  );
  const call = caller({ readCluster: async (name) => (name === 'eu' ? many : []) });
  const answer = await call('/metrics', { headers: { ...BEARER, 'Accept-Encoding': 'gzip' } });
  const { byteLength } = await answer.arrayBuffer();
  expect((byteLength * 4) / 3).toBeLessThan(1_000_000);
});

describe('script and icons', () => {
  it('are for everybody, and may be kept for minutes', async () => {
    for (const [path, type] of [
      ['/page.js', 'text/javascript; charset=utf-8'],
      ['/icons/failing.svg', 'image/svg+xml'],
      ['/icons/unknown.svg', 'image/svg+xml'],
    ] as const) {
      const { status, headers } = await caller()(path, { headers: {} });
      expect([status, headers.get('Content-Type'), headers.get('Cache-Control')]).toEqual([
        200,
        type,
        'max-age=300',
      ]);
    }
  });
});

it('rootOf leads from a path to the overview', () => {
  expect(['/', '/expiry', '/local/eu', '/remotes/eu/orders'].map(rootOf)).toEqual([
    './',
    './',
    '../',
    '../../',
  ]);
});

describe('pages', () => {
  it('read the hours of a remote once for each hour', async () => {
    const asked: string[] = [];
    const call = caller({
      rollups: async ({ cluster, alias }) => {
        asked.push(`${cluster}/${alias}`);
        return [];
      },
    });
    await call('/');
    await call('/');
    expect(asked.toSorted()).toEqual(['eu/archive', 'eu/metrics', 'eu/orders', 'us/logs']);
  });

  it('show all local clusters', async () => {
    const text = await (await caller()('/local')).text();
    expect(text).toContain('<a href="local/eu">eu</a>');
    expect(text).toContain('nothing checked yet');
  });

  it('show incidents to browsers, and send them as JSON to others', async () => {
    const page = await caller()('/incidents', { headers: HTML });
    expect(await page.text()).toContain('<h1>No open incident</h1>');
    expect(await (await caller()('/incidents')).json()).toEqual({ incidents: [] });
  });
});
