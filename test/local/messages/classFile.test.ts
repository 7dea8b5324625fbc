import { expect, test } from 'vitest';
import { stringConstants } from '../../../local/messages/classFile.ts';
import { classFile } from './support.ts';

test('the texts of string constants, in their order, without names that are no constants', () => {
  expect(stringConstants(classFile(['first text', 'a \u0001 value', 'größer']))).toEqual([
    'first text',
    'a \u0001 value',
    'größer',
  ]);
});

test('bytes that are no class file', () => {
  expect(() => stringConstants(Buffer.from('PK\u0003\u0004 and more'))).toThrow(
    'Not a Java class file: it does not begin with 0xcafebabe',
  );
  expect(() => stringConstants(new Uint8Array(3))).toThrow('Not a Java class file');
});

test('a constant of a kind that the specification does not know', () => {
  const bytes = classFile(['x']);
  bytes[10] = 99;
  expect(() => stringConstants(bytes)).toThrow('Unknown constant 99 at byte 10 of a class file');
});
