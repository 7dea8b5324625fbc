import { describe, expect, it } from 'vitest';
import { localClusterPage } from '../../../lib/report/page/localClusterPage.ts';
import { clusterOverview } from '../../../lib/report/page/overview.ts';
import type { LocalNode } from '../../../lib/result/witness.ts';
import { NOW } from '../../support/facts.ts';
import { HOSTILE, healthyResult } from '../../support/results.ts';
import { plain } from './plain.ts';
import { stored } from './stored.ts';

const able: LocalNode = {
  node: 'es-1',
  hasRole: true,
  connected: true,
  canUse: 'yes',
  why: 'a cross-cluster request passes',
};
const roleless: LocalNode = {
  node: 'es-3',
  hasRole: false,
  canUse: 'no',
  why: 'lacks the role remote_cluster_client',
};

function page(localNodes: Readonly<Record<string, LocalNode[] | undefined>>): string {
  const remotes = Object.entries(localNodes).map(([alias, nodes]) =>
    stored({ ...healthyResult, alias, localNodes: nodes }),
  );
  return String(localClusterPage(clusterOverview('eu', remotes), NOW));
}

describe('localClusterPage', () => {
  it('has a column for nodes of which the same is to be told', () => {
    const html = page({
      archive: [able, { ...able, node: 'es-2' }, roleless],
      orders: [able, { ...able, node: 'es-2' }],
    });
    expect(plain(html)).toMatchInlineSnapshot(
      `"Local nodes of eu Skip to the content Remote clusters Overview Incidents Expirations Local clusters API Local nodes of eu Whether requests through a node can use a remote: its role, its keystore and its connections are its own. Nodes whose URL the registry does not name are not asked. Remote clusters by local nodes Alias es-1, es-2 es-3 Checked archive yes no : lacks the role remote_cluster_client 2 min ago orders yes - 2 min ago"`,
    );
    expect(html).toContain('<a href="../remotes/eu/archive">archive</a>');
  });

  it('says so where nothing is known of any node', () => {
    expect(plain(page({ archive: undefined }))).toContain('No result tells of any node yet.');
  });

  it('escapes what nodes call themselves', () => {
    const html = page({ archive: [{ ...roleless, node: HOSTILE, why: HOSTILE }] });
    expect(html).not.toContain('<script>');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
    expect(html).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  });
});
