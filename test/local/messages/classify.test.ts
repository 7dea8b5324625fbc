import { expect, test } from 'vitest';
import { classify, example, readQuiet, unclassified } from '../../../local/messages/classify.ts';

const QUIET = readQuiet(
  '# comment\n\nlog\tclass\tLogger\nunrelated\tclass\tOther\nlog\ttext\tConnection refused, as the log says\n',
);
const message = (text: string, ...classes: string[]) => ({ text, classes });

test('readQuiet reports an invalid line and the expected format', () => {
  expect(() => readQuiet('quiet\tclass\tX')).toThrow(
    'quiet.txt: cannot read "quiet\tclass\tX": write KIND, tab, class or text, tab, NAME',
  );
  expect(() => readQuiet('log\tX')).toThrow('quiet.txt: cannot read');
  expect(() => readQuiet('log\tclass\t')).toThrow('quiet.txt: cannot read');
});

test('a message is an example of what a node prints', () => {
  expect(example(message('[%s] is {} of %d', 'A'))).toBe('[x] is x of x');
  expect(example(message('unknown_ca', 'Alert'))).toBe('Received fatal alert: unknown_ca');
});

test('a quiet message comes before the tables, a quiet class after them', () => {
  expect(classify(message('Connection refused, as the log says', 'A'), QUIET)).toBe('log');
  expect(classify(message('Connection refused', 'Logger'), QUIET)).toBe('connection-refused');
  expect(classify(message('hello there', 'Logger', 'Other'), QUIET)).toBe('log');
  expect(classify(message('hello there', 'Logger', 'TcpTransport'), QUIET)).toBeUndefined();
});

test('a message that nothing knows is left over, a piece of one that is known is not', () => {
  const news = message('a new message of {}', 'TcpTransport');
  const whole = message('unknown host [{}] of a {}', 'TcpTransport');
  expect(unclassified([news, whole, message('] of a ', 'TcpTransport')], QUIET)).toEqual([news]);
});
