import { describe, expect, test } from 'vitest';
import { localTls, shownNodes } from '../../../lib/collect/elasticsearch/localTls.ts';
import type { NodeInfo } from '../../../lib/facts/facts.ts';
import { answered, node, notAnswered } from '../../support/facts.ts';

const TRANSPORT = 'xpack.security.transport.ssl';
const CLIENT = 'xpack.security.remote_cluster_client.ssl';

function nodes(...settings: readonly NodeInfo['settings'][]) {
  return answered(settings.map((own) => node({ settings: own })));
}

describe('localTls', () => {
  test('certificate model: transport TLS is on', () => {
    const settings = { 'xpack.security.enabled': 'true', [`${TRANSPORT}.enabled`]: 'true' };
    expect(localTls(nodes(settings), false)).toEqual({
      securityModel: 'certificate',
      transportTls: true,
      verificationMode: 'full',
    });
  });

  test('no security: transport TLS is off, or security is, in settings that are shown', () => {
    const none = { securityModel: 'none', transportTls: false, verificationMode: 'full' };
    expect(localTls(nodes({ 'transport.type': 'netty4' }), false)).toEqual(none);
    expect(
      localTls(
        nodes({ 'xpack.security.enabled': 'false', [`${TRANSPORT}.enabled`]: 'true' }),
        false,
      ),
    ).toEqual(none);
  });

  test('security is on by default from 8.0 on, and off before', () => {
    const settings = { [`${TRANSPORT}.enabled`]: 'true' };
    expect(localTls(answered([node({ version: '8.0.0', settings })]), false).securityModel).toBe(
      'certificate',
    );
    expect(localTls(answered([node({ version: '7.17.29', settings })]), false).securityModel).toBe(
      'none',
    );
  });

  test('does not know where settings cannot be read or are not shown', () => {
    const unknown = { securityModel: 'unknown', verificationMode: 'full' };
    expect(localTls(notAnswered('not-authorized'), false)).toEqual(unknown);
    expect(localTls(nodes({}), false)).toEqual(unknown);
  });

  test('API key model: TLS is on unless a setting says otherwise', () => {
    const secure = { 'xpack.security.enabled': 'true' };
    expect(localTls(nodes(secure), true)).toEqual({
      securityModel: 'api-key',
      transportTls: true,
      verificationMode: 'full',
    });
    expect(localTls(nodes({ ...secure, [`${CLIENT}.enabled`]: 'false' }), true).transportTls).toBe(
      false,
    );
  });

  test('API key model, settings not shown: says nothing about TLS', () => {
    expect(localTls(notAnswered('not-authorized'), true)).toEqual({
      securityModel: 'api-key',
      verificationMode: 'full',
    });
  });

  test('reads the verification mode of the context that the model uses, should a version show it', () => {
    const settings = {
      [`${TRANSPORT}.enabled`]: 'true',
      [`${TRANSPORT}.verification_mode`]: 'certificate',
      [`${CLIENT}.verification_mode`]: 'NONE',
    };
    expect(localTls(nodes(settings), false).verificationMode).toBe('certificate');
    expect(localTls(nodes(settings), true).verificationMode).toBe('none');
  });
});

describe('shownNodes', () => {
  test('leaves out nodes that show no settings', () => {
    expect(shownNodes(nodes({}, { a: 'b' }))).toHaveLength(1);
    expect(shownNodes(notAnswered('timed-out'))).toEqual([]);
  });
});
