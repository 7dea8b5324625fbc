import { describe, expect, it } from 'vitest';
import { CATALOGUE } from '../../lib/diagnosis/catalogue/catalogue.ts';
import { FAMILIES } from '../../lib/diagnosis/catalogue/families.ts';
import { causePages } from '../../lib/report/causePages.ts';

const pages = causePages();

it('FAMILIES has every code of the catalogue once', () => {
  expect(
    FAMILIES.flatMap(({ codes }) => codes).toSorted(),
    'Add the family to lib/diagnosis/catalogue/families.ts',
  ).toEqual(Object.keys(CATALOGUE).toSorted());
});

describe('causePages', () => {
  it('has a page of each cause and an index', () => {
    expect(Object.keys(pages).toSorted()).toEqual(
      ['README.md', ...Object.keys(CATALOGUE).map((code) => `${code}.md`)].toSorted(),
    );
  });

  it('sets off what is to be typed', () => {
    expect(pages['half-open.md']).toMatchInlineSnapshot(`
      "# Connections look open, but nothing comes through
      \`half-open\` · critical · The way to the remote

      ## What it means
      The local nodes believe that they are connected while their packets go nowhere, typically because a firewall, NAT gateway or load balancer dropped the flow. Searches hang until they time out, and it may take 15 minutes before the nodes notice.

      ## How to verify it
      \`GET _remote/info\` says connected: true, but this times out:

      \`\`\`
      GET _resolve/cluster/<alias>:*?timeout=5s
      \`\`\`

      ## How to fix it
      Find what drops idle or established flows on the path (an AWS NLB forgets them after 350 s). To notice and survive it, let TCP keepalives pass and come more often than that (transport.tcp.keep\\_idle, net.ipv4.tcp\\_keepalive\\_time), or have Elasticsearch ping:

      \`\`\`
      PUT _cluster/settings
      { "persistent": { "cluster.remote.<alias>.transport.ping_schedule": "30s" } }
      \`\`\`

      and lower net.ipv4.tcp\\_retries2 to 5 on the local nodes

      ---
      \`remote-cluster-checker explain half-open\` prints the same. [Documentation of Elasticsearch](https://www.elastic.co/docs/troubleshoot/elasticsearch/remote-clusters) · [All causes](README.md) ·
      [Troubleshooting](../troubleshooting.md)
      "
    `);
  });

  it('keeps what is to be typed within a sentence readable, and placeholders visible', () => {
    expect(pages['no-eligible-gateway.md']).toContain(
      'On the remote: `GET _cat/nodes?v&h=name,version,node.role` and `GET _cat/nodeattrs?v`',
    );
    expect(pages['no-eligible-gateway.md']).toContain('(node.attr.\\<name\\>: true)');
    expect(pages['connection-refused.md']).toContain('On a local node: `nc -vz <host> <port>`');
  });

  it('lists the causes by family', () => {
    expect(pages['README.md']).toContain(
      '## Releases\n\n| code | severity | |\n|---|---|---|\n| [version-incompatible](version-incompatible.md) | critical | ',
    );
  });

  it.each(Object.entries(pages))('%s closes what it opens', (_name, text) => {
    expect((text.match(/^```$/gm) ?? []).length % 2).toBe(0);
    expect(text).not.toMatch(/\n{3}|undefined/);
    expect(text).toMatch(/[^\n]\n$/);
  });
});
