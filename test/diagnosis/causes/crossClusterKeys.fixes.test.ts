import { expect, it } from 'vitest';
import { CAUSES } from '../../../lib/diagnosis/causes.ts';
import { textOf } from '../../../lib/result/instructions.ts';

const given = { cluster: 'eu', alias: 'archive', subject: 'API key VuaCfGcBCdbkQm' };

it('a key that is valid is extended, an expired one is replaced', () => {
  const extend = 'PUT _security/cross_cluster/api_key/VuaCfGcBCdbkQm\n';
  expect(textOf(CAUSES['api-key-expires-soon'].fix(given))).toContain(extend);
  expect(textOf(CAUSES['api-key-expired'].fix(given))).not.toContain(extend);
});
