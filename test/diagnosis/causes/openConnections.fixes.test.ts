import { expect, it } from 'vitest';
import { CAUSES } from '../../../lib/diagnosis/causes.ts';

it('the fix of not-connected changes no setting, since nobody would change it back', () => {
  const fix = CAUSES['not-connected'].fix({ cluster: 'eu', alias: 'archive', mode: 'sniff' });
  expect(fix.map(({ kind }) => kind)).toEqual(['text', 'text']);
});
