import { expect, test } from 'vitest';
import { type Frame, refuseForeign } from '../../../lib/collect/transport/frame.ts';
import { ProtocolError } from '../../../lib/collect/transport/reader.ts';
import { recorded } from './recordedAnswers.ts';

const frame = recorded('9.5.3-key-at-8841064.node-handshake.response');
const asked = { requestId: 2, version: 8_841_064 };

test('refuseForeign lets an answer and an error pass', () => {
  expect(() => refuseForeign(frame, asked)).not.toThrow();
  expect(() => refuseForeign({ ...frame, isError: true }, asked)).not.toThrow();
});

test.each([
  ['a request', { isResponse: false }, 'Request is answered with a request'],
  ['a handshake', { isHandshake: true }, 'Request is answered with a handshake'],
  ['a compressed message', { isCompressed: true }, 'Request is answered with a compressed message'],
  ['an unknown kind', { isUnknown: true }, 'Request is answered with an unknown kind of message'],
  ['the answer to another request', { requestId: 3 }, 'Peer answers request 3 instead of 2'],
  [
    'an answer in another version',
    { version: 8_841_065 },
    'Peer answers in version 8841065 instead of 8841064',
  ],
] satisfies [string, Partial<Frame>, string][])(
  'refuseForeign refuses %s',
  (_what, change, message) => {
    expect(() => refuseForeign({ ...frame, ...change }, asked)).toThrow(new ProtocolError(message));
  },
);
