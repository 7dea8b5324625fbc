/**
 * Somebody else's reading of our bytes: Wireshark decodes the transport handshake with nodes of
 * every version.
 */
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { probeAddress } from '../../lib/collect/probe/endpoint.ts';
import type { AddressProbe } from '../../lib/result/network.ts';
import { nodeOf } from './clusters/lab.ts';
import { bringUpPhase } from './clusters/phase.ts';
import { PLAIN_VERSIONS, plainName } from './clusters/specs.ts';
import { cannotCapture, captured, type DecodedFrame } from './network/capture.ts';

const missing = inject('missing');
const why = missing === '' ? cannotCapture() : missing;
if (missing === '' && why !== undefined)
  process.stderr.write(`The protocol is not checked by Wireshark: ${why}\n`);

const HANDSHAKE_FORMAT_7 = 7_170_099;

describe.skipIf(why !== undefined)('the transport handshake as Wireshark reads it', () => {
  const probes = new Map<string, AddressProbe>();
  let frames: readonly DecodedFrame[] = [];

  beforeAll(async () => {
    await bringUpPhase('plain');
    frames = await captured(PLAIN_VERSIONS.map(portOf), async () => {
      for (const version of PLAIN_VERSIONS) probes.set(version, await probe(portOf(version)));
    });
  });

  it.each(PLAIN_VERSIONS)('to and from %s', (version) => {
    const ofVersion = frames.filter(
      (frame) => frame.port === portOf(version) && frame.version === HANDSHAKE_FORMAT_7,
    );
    expect(ofVersion).toEqual([
      {
        port: portOf(version),
        version: HANDSHAKE_FORMAT_7,
        action: 'internal:tcp/handshake',
        status: 0x08,
        isMalformed: false,
      },
      {
        port: portOf(version),
        version: HANDSHAKE_FORMAT_7,
        action: '',
        status: 0x09,
        isMalformed: false,
      },
    ]);
    expect(probes.get(version)?.endpoints[0]?.transport.outcome).toBe('ok');
  });
});

function portOf(version: string): number {
  return nodeOf(plainName(version)).transport;
}

function probe(port: number): Promise<AddressProbe> {
  const timeouts = { dnsMs: 5000, connectMs: 5000, tlsMs: 5000, handshakeMs: 5000 };
  return probeAddress(
    { address: { host: '127.0.0.1', port }, roles: [], expects: 'plain', tls: {} },
    { signal: AbortSignal.timeout(30_000), timeouts },
  );
}
