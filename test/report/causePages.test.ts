import { describe, expect, it } from 'vitest';
import { ALL_CODES } from '../../lib/diagnosis/codes.ts';
import { causePages } from '../../lib/report/causePages.ts';

const pages = causePages();

describe('causePages', () => {
  it('has a page of each cause and an index', () => {
    expect(Object.keys(pages).toSorted()).toEqual(
      ['README.md', ...ALL_CODES.map((code) => `${code}.md`)].toSorted(),
    );
  });

  it('sets off what is to be typed', () => {
    expect(pages['half-open.md']).toMatchInlineSnapshot(`
      "# Half-open connections: open, but requests time out
      \`half-open\` · critical · Connections · where the fault is: the network

      ## What it means
      The local nodes believe that they are connected while their packets go nowhere, typically because a firewall, NAT gateway or load balancer dropped the flow. Searches hang until they time out, and it may take 15 minutes before the nodes notice.

      ## How to verify it
      One request shows connected: true, and the other one times out:

      \`\`\`
      GET _remote/info
      GET _resolve/cluster/<alias>:*?timeout=5s
      \`\`\`

      ## How to fix it
      Find what drops idle or established flows on the path (an AWS NLB forgets them after 350 s). To survive it, send TCP keepalives more often than that (transport.tcp.keep\\_idle or net.ipv4.tcp\\_keepalive\\_time), or have Elasticsearch ping:

      \`\`\`
      PUT _cluster/settings
      { "persistent": { "cluster.remote.<alias>.transport.ping_schedule": "30s" } }
      \`\`\`

      On the local nodes, also lower net.ipv4.tcp\\_retries2 to 5.

      ---
      \`remote-cluster-checker explain half-open\` prints the same.
      [Documentation of Elasticsearch](https://www.elastic.co/docs/troubleshoot/elasticsearch/remote-clusters) · [All causes](README.md) ·
      [Troubleshooting](../troubleshooting.md)
      "
    `);
  });

  it('keeps a request within a sentence readable, and placeholders visible', () => {
    expect(pages['insufficient-privileges.md']).toContain(
      '(`PUT _security/cross_cluster/api_key/<id>`)',
    );
    expect(pages['no-eligible-gateway.md']).toContain('(node.attr.\\<name\\>: true)');
    expect(pages['connection-refused.md']).toContain(
      'In a shell on a local node:\n\n```\nnc -vz <host> <port>\n```',
    );
  });

  it('lists the causes by family', () => {
    expect(pages['README.md']).toContain(
      '## Versions\n\n| code | severity | |\n|---|---|---|\n| [version-incompatible](version-incompatible.md) | critical | ',
    );
  });

  it.each(Object.entries(pages))('%s closes what it opens', (_name, text) => {
    expect((text.match(/^```$/gm) ?? []).length % 2).toBe(0);
    expect(text).not.toMatch(/\n{3}|undefined/);
    expect(text).toMatch(/[^\n]\n$/);
  });
});
