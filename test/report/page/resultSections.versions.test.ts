import { expect, it } from 'vitest';
import { versionTable } from '../../../lib/report/page/resultSections.ts';
import { HOSTILE, healthyResult } from '../../support/results.ts';
import { plain } from './plain.ts';

it('versionTable tells what is supported, and why', () => {
  const { versions } = healthyResult;
  const replication = { verdict: 'unsupported', by: 'rule', why: HOSTILE } as const;
  const search = { verdict: 'unknown', by: 'not-known', why: 'not seen' } as const;
  const table = versionTable({
    ...healthyResult,
    versions: { ...versions, remote: [], search, replication },
  });
  expect(plain(table)).toMatchInlineSnapshot(
    `"Versions 9.5.3 → unknown Connection supported 9.5.3 understands 8.19.0 and later, the other side runs 9.5.3 Search unknown not seen Replication unsupported &lt;script&gt;alert(1)&lt;/script&gt;�[31m|&quot;&amp;��"`,
  );
});
