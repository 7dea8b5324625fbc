import { expect, test } from 'vitest';
import { crossClusterAccessHeaders } from '../../../lib/collect/transport/authentication.ts';
import { recordedFrame } from './bytes.ts';

/** The header's value as it was recorded, from a sender that called itself `checker`. */
function recordedSubjectInfo(file: string): string {
  const [, base64 = ''] =
    /_subject_info.([A-Za-z0-9+/=]{60})/.exec(
      Buffer.from(recordedFrame(file)).toString('latin1'),
    ) ?? [];
  return Buffer.from(base64, 'base64').toString('latin1');
}

test.each([
  ['8.19.21-key', 8_841_096],
  ['9.5.3-key', 9_458_007],
])('crossClusterAccessHeaders gives what %s was recorded to accept', (node, version) => {
  const headers = crossClusterAccessHeaders('a2V5', version);
  expect([...headers.keys()]).toEqual([
    '_cross_cluster_access_subject_info',
    '_cross_cluster_access_credentials',
  ]);
  expect(headers.get('_cross_cluster_access_credentials')).toBe('ApiKey a2V5');
  const subject = Buffer.from(
    headers.get('_cross_cluster_access_subject_info') ?? '',
    'base64',
  ).toString('latin1');
  expect(subject.replace('\x16remote-cluster-checker', '\x07checker')).toBe(
    recordedSubjectInfo(`${node}.node-handshake.request.hex`),
  );
});
