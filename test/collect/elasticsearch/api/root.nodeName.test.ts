import { expect, test } from 'vitest';
import { nodeName } from '../../../../lib/collect/elasticsearch/api/root.ts';
import { answered, notAnswered, root } from '../../../support/facts.ts';

test('nodeName is what the node calls itself, and its URL where it does not say', () => {
  expect(nodeName(answered(root({ nodeName: 'n' })), 'https://n:9200')).toBe('n');
  expect(nodeName(notAnswered('timed-out'), 'https://n:9200')).toBe('https://n:9200');
});
