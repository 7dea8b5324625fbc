import { expect, it } from 'vitest';
import {
  hasAnswered,
  isPartlySilent,
  isSilent,
  silentAddresses,
  silentStep,
} from '../../lib/result/silence.ts';
import { deadEndpoint, endpoint, failedTls, failedTransport, probe } from '../support/facts.ts';

it('names the step at which a peer fell silent', () => {
  expect(silentStep(endpoint())).toBeUndefined();
  expect(silentStep(deadEndpoint('refused'))).toBeUndefined();
  expect(silentStep(deadEndpoint('timed-out'))).toBe('tcp');
  expect(silentStep(failedTls('timed-out'))).toBe('tls');
  expect(silentStep(failedTransport('timed-out'))).toBe('transport');
});

it('tells an address that is silent from one of which an IP is', () => {
  const silent = probe('b:9300', { endpoints: [deadEndpoint('timed-out')] });
  const partly = probe('a:9300', { endpoints: [endpoint(), deadEndpoint('timed-out')] });
  const none = probe('c:9300', { endpoints: [] });
  expect([silent, partly, none].map(isSilent)).toEqual([true, false, false]);
  expect([silent, partly, none].map(isPartlySilent)).toEqual([true, true, false]);
  expect([silent, partly, none].map(hasAnswered)).toEqual([false, true, false]);
  expect(silentAddresses([silent, partly, none])).toBe('a:9300 b:9300');
});
