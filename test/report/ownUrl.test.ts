import { expect, it } from 'vitest';
import { withOwnUrl } from '../../lib/report/ownUrl.ts';

const TEXT = 'curl "$URL/a" "$URL/b" $URL';

it('withOwnUrl puts the address in', () => {
  expect(withOwnUrl(TEXT, 'https://status.example.com/prod/')).toBe(
    'curl "https://status.example.com/prod/a" "https://status.example.com/prod/b" $URL',
  );
});

it.each([
  ['no address', undefined],
  ['no URL', 'status'],
  ['no URL of the web', 'javascript:alert(1)'],
  ['one that a shell would run', 'https://a/$(reboot)'],
])('withOwnUrl leaves the text as it is where there is %s', (_what, url) => {
  expect(withOwnUrl(TEXT, url)).toBe(TEXT);
});
