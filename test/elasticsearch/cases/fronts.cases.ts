/** What a proxy that ends TLS in front of the remote shows, allows and demands. */
import { readFileSync } from 'node:fs';
import type { TlsOptions } from 'node:tls';
import { nodeOf } from '../clusters/lab.ts';
import { certificateFile } from '../clusters/labCommand.ts';
import { HANDSHAKE_FAILURE, openSpeaker, SSH } from '../network/speaker.ts';
import { openTlsFront } from '../network/tlsFront.ts';
import type { Case, RemoteSettings, Scene } from '../scene.ts';
import { portOfNode, type Stage } from '../stage.ts';
import { at } from './addresses.ts';

interface Front {
  readonly what: string;
  readonly shows?: readonly [string, ...string[]];
  readonly tls?: Partial<TlsOptions>;
  readonly cause: string;
  /** The CA of the client certificates. */
  readonly proves?: string;
  readonly findings?: readonly string[];
  /** If the registry names the local cluster only. */
  readonly bare?: string;
  readonly bareFindings?: readonly string[];
}

const FRONTS: readonly Front[] = [
  { what: 'certificate is not yet valid', shows: ['notyet'], cause: 'certificate-not-yet-valid' },
  {
    what: 'certificate is for clients only',
    shows: ['clientonly'],
    cause: 'certificate-wrong-usage',
  },
  {
    what: 'certificate without its intermediate CA',
    shows: ['nochain'],
    cause: 'certificate-chain-incomplete',
    findings: ['certificate-untrusted'],
    bare: 'certificate-untrusted',
  },
  {
    what: 'certificate that no CA issued',
    shows: ['leaf-as-ca', 'local'],
    cause: 'certificate-chain-invalid',
  },
  {
    what: 'certificate signed with MD5',
    shows: ['weak'],
    cause: 'certificate-algorithm-refused',
    findings: ['tls-handshake-failed'],
    bare: 'tls-handshake-failed',
  },
  {
    what: 'TLS 1.1 at most',
    tls: { minVersion: 'TLSv1', maxVersion: 'TLSv1.1' },
    cause: 'tls-version-mismatch',
  },
  {
    what: 'wants a client certificate',
    tls: { requestCert: true, rejectUnauthorized: true },
    proves: 'ca',
    cause: 'api-key-on-transport-port',
    findings: ['client-certificate-required'],
    bareFindings: ['client-certificate-required'],
  },
];

const PAIR = { local: 'local9', remote: 'remote9', key: 'remote9.good' } as const;
const TELLS = { skip_unavailable: false } as const;

function proxied(port: number, settings: RemoteSettings = TELLS): RemoteSettings {
  return at('proxy', `127.0.0.1:${port}`, settings);
}

function front({ shows = ['remote'], tls = {}, proves }: Front) {
  return async (stage: Stage) => {
    const target = portOfNode(nodeOf('remote9'), 'remote');
    const ca = proves && readFileSync(certificateFile(`${proves}.crt`));
    return (await stage.keep(openTlsFront(target, { shows, tls: { ...tls, ca } }))).port;
  };
}

function broken(one: Front): Case[] {
  const { cause, findings = [] } = one;
  const failing = { status: 'failing', cause } as const;
  return [
    {
      ...PAIR,
      name: `TLS proxy: ${one.what}`,
      set: async (stage) => proxied(await front(one)(stage)),
      seen: { ...failing, findings },
      bare: { ...failing, cause: one.bare ?? cause, findings: one.bareFindings ?? [] },
    },
    {
      ...PAIR,
      name: `TLS proxy: ${one.what}, Elasticsearch does not say`,
      set: async (stage) => proxied(await front(one)(stage), { skip_unavailable: true }),
      seen: {
        ...failing,
        findings: [
          ...findings.filter((code) => code !== 'tls-handshake-failed'),
          'searches-skip-this-remote',
        ],
      },
    },
  ];
}

const EXPIRES_SOON: Case = {
  ...PAIR,
  name: 'TLS proxy: certificate expires soon',
  set: async (stage) =>
    proxied(await front({ what: '', shows: ['soon'], cause: '' })(stage), TELLS),
  seen: { status: 'degraded', cause: 'certificate-expires-soon' },
  bare: { status: 'degraded', cause: 'certificate-expires-soon' },
};

function spoken(name: string, bytes: Buffer, local: string, cause: string): Case {
  const failing = { status: 'failing', cause } as const;
  return {
    name,
    local,
    remote: local === 'open' ? 'far' : 'remote9',
    set: async (stage) => proxied((await stage.keep(openSpeaker(bytes))).port),
    seen: failing,
    bare: failing,
  };
}

export const FRONT_SCENES: readonly Scene[] = [
  { name: 'TLS proxies', phase: 'mismatched', cases: [...FRONTS.flatMap(broken), EXPIRES_SOON] },
  {
    name: 'peers that speak otherwise',
    phase: 'mismatched',
    cases: [
      spoken('SSH port', SSH, 'open', 'not-elasticsearch'),
      spoken('TLS handshake is refused', HANDSHAKE_FAILURE, 'local9', 'tls-handshake-failed'),
    ],
  },
];
