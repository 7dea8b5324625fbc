import { describe, expect, it } from 'vitest';
import { attentionList } from '../../../lib/report/page/attentionList.ts';
import type { Step } from '../../../lib/result/instructions.ts';
import type { StoredRemote } from '../../../lib/store/remotes.ts';
import { NOW } from '../../support/facts.ts';
import { failingResult, healthyResult, hostileResult } from '../../support/results.ts';
import { plain } from './plain.ts';
import { minutesAgo, stored } from './stored.ts';

const list = (remotes: readonly StoredRemote[]) => String(attentionList(remotes, { now: NOW }));
const text = (remotes: readonly StoredRemote[]) => plain(list(remotes));

function fixedBy(fix: Step[]): string {
  const shown = text([stored({ ...failingResult, cause: { ...failingResult.cause, fix } })]);
  return /First step: (.*?) ?(?:orders from eu|$)/.exec(shown)?.[1] ?? '';
}

describe('attentionList', () => {
  it('is absent if all is well', () => {
    expect(list([stored(healthyResult)])).toBe('');
  });

  it('says what, to whom, since when, with which consequence, and the first step', () => {
    expect(text([stored(failingResult), stored(healthyResult)])).toContain(
      'Needs attention failing: The remote refuses connections Data is silently missing orders from eu for 3 h First step: Start the remote nodes, check their transport.port or remote_cluster.port and network.host, or correct the address of the registration.',
    );
  });

  it('leads to the incident, and says if it is acknowledged', () => {
    const acknowledged = { at: minutesAgo(9), until: minutesAgo(-9), by: 'Ann', why: 'known' };
    const incident = {
      id: '3f9a',
      openedAt: minutesAgo(177),
      cause: 'connection-refused',
      severity: 'critical',
      toldAt: minutesAgo(177),
    } as const;
    const state = { failures: 3, successes: 0, status: 'failing' } as const;
    const open = stored(failingResult, { state: { ...state, incident } });
    expect(list([open])).toContain('href="incidents#i-3f9a">incident 3f9a</a>');
    const quiet = stored(failingResult, {
      state: { ...state, incident: { ...incident, acknowledged } },
    });
    expect(list([quiet])).toContain('incident 3f9a, acknowledged</a>');
  });

  it('shows what is typed in the first step, if its words lead to it', () => {
    const request = {
      kind: 'request',
      on: 'remote-cluster',
      method: 'POST',
      path: '_security/api_key',
      body: { name: 'x' },
    } as const;
    expect(fixedBy([{ kind: 'text', text: 'Create a key:' }, request])).toBe(
      'Create a key: On the remote cluster: POST _security/api_key',
    );
    expect(fixedBy([{ ...request, on: 'local-cluster' }])).toBe('POST _security/api_key');
    expect(fixedBy([])).toBe('');
    const long = `${'Look at it. '.repeat(20)}Then:`;
    expect(fixedBy([{ kind: 'text', text: long }, request])).toMatch(/Look at it\.$/);
    expect(fixedBy([{ kind: 'text', text: 'word '.repeat(60) }])).toMatch(/…$/);
  });

  it('says of old results how old they are', () => {
    expect(text([stored(failingResult, { updatedAt: minutesAgo(16) })])).toContain(
      'checked 16 min ago',
    );
    const { since: _, ...state } = stored(failingResult).state;
    expect(text([stored(failingResult, { state })])).not.toContain('for 3 h');
  });

  it('shows 40 problems, and says how many more there are', () => {
    const many = Array.from({ length: 42 }, (_, index) => {
      const cause = { ...failingResult.cause, code: `code-${index}` };
      const alias = `a${index}`;
      return stored({
        ...failingResult,
        cluster: `c${index}`,
        alias,
        seeds: [`${alias}:1`],
        cause,
      });
    }).map(({ result, ...rest }) => {
      const { remoteClusterUuid: _, ...known } = result;
      return { ...rest, result: known };
    });
    expect(text(many)).toContain('2 more problems are not shown here.');
    expect(text(many)).toContain('Evidence and the whole fix');
  });

  it('counts what is too long for one line', () => {
    const all = Array.from({ length: 15 }, (_, index) =>
      stored({ ...failingResult, cluster: `c${index}`, alias: `a${index}`, seeds: [`${index}:1`] }),
    );
    const shown = text(all);
    expect(shown).toContain('and 12 more');
    expect(shown).toContain('and 11 more');
    expect(shown).toContain('15 registrations');
    expect(shown).toContain('and 3 more in the table below');
  });

  it('escapes what clusters call themselves', () => {
    expect(list([stored(hostileResult)])).not.toContain('<script>');
    expect(list([stored(hostileResult)])).toContain('&lt;script&gt;');
  });
});
