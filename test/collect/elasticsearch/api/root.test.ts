import { describe, expect, test } from 'vitest';
import { rootInfoRequest } from '../../../../lib/collect/elasticsearch/api/root.ts';
import { parsedRecording } from '../support/parse.ts';

describe('rootInfoRequest', () => {
  test.each([
    ['t-versions-7.17.29-to-8.14.3/sniff-root', 'p717-0', '7.17.29', '6.8.0'],
    ['t-versions-7.17.29-to-8.14.3/sniff-remote-root', 'p814-0', '8.14.3', '7.17.0'],
    ['a-sniff-certificate/root', 'l95-0', '9.5.3', '8.19.0'],
  ])('reads %s', (name, nodeName, version, minimumWireVersion) => {
    expect(parsedRecording(rootInfoRequest, name)).toMatchObject({
      nodeName,
      version,
      minimumWireVersion,
    });
  });

  test('asks GET / and gives name and uuid of the cluster', () => {
    expect(rootInfoRequest.path).toBe('/');
    expect(parsedRecording(rootInfoRequest, 'a-sniff-certificate/root')).toMatchObject({
      clusterName: 'l95',
      clusterUuid: 'dM-mPkAVTe-b2vesk1Ne3w',
    });
  });
});
