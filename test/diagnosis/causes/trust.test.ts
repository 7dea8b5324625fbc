import { describe, expect, it } from 'vitest';
import type { Circumstances } from '../../../lib/diagnosis/cause.ts';
import { CAUSES } from '../../../lib/diagnosis/causes.ts';
import type { CauseCode } from '../../../lib/diagnosis/codes.ts';
import { textOf } from '../../../lib/result/instructions.ts';
import { registration } from '../../support/facts.ts';

const NAME = 'archive-es-remote-cluster.search.svc';

function fixOf(code: CauseCode, given: Partial<Circumstances>): string {
  const subject = '10.0.0.1:9443';
  const certificateNames = new Map([[subject, ['DNS:old.example', `DNS:${NAME}`]]]);
  const seen = { cluster: 'eu', alias: 'archive', subject, certificateNames };
  return textOf(CAUSES[code].fix({ ...seen, ...given }));
}

describe('the fix of wrong-server-name', () => {
  const server = registration({ mode: 'proxy', serverName: 'old.example' });

  it('uses a name of the certificate that has not been tried', () => {
    const fix = fixOf('wrong-server-name', { mode: 'proxy', registration: server });
    expect(fix).toContain(`"cluster.remote.archive.server_name": "${NAME}"`);
    expect(fix).toContain('use it only if that is the remote');
  });

  it('leaves the name open if no certificate was seen', () => {
    const fix = fixOf('wrong-server-name', { mode: 'proxy', certificateNames: new Map() });
    expect(fix).toContain('"cluster.remote.archive.server_name": "<name>"');
  });

  it('has no server name for sniff mode, which would refuse it', () => {
    const fix = fixOf('wrong-server-name', { mode: 'sniff' });
    expect(fix).not.toContain('"cluster.remote.archive.server_name"');
    expect(fix).toContain('"cluster.remote.archive.mode": "proxy"');
  });
});

describe('the fix of certificate-name-mismatch', () => {
  it('registers a name of the certificate, in the setting of the mode', () => {
    expect(fixOf('certificate-name-mismatch', { mode: 'sniff' })).toContain(
      '"cluster.remote.archive.seeds": [ "old.example:9443" ]',
    );
    expect(fixOf('certificate-name-mismatch', { mode: 'proxy' })).toContain(
      '"cluster.remote.archive.server_name": "old.example"',
    );
    const noPort = { mode: 'sniff', subject: 'archive' } as const;
    expect(fixOf('certificate-name-mismatch', noPort)).toContain('"old.example:<port>"');
    expect(fixOf('certificate-name-mismatch', { certificateNames: new Map() })).not.toContain(
      'PUT',
    );
  });
});
