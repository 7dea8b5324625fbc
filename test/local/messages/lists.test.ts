import { zipSync } from 'fflate';
import { expect, test } from 'vitest';
import {
  classesOfJar,
  isListedInJdk,
  messagesOf,
  readList,
  writeList,
} from '../../../local/messages/lists.ts';
import { classFile } from './support.ts';

test('a jar gives the classes on the way of a request, and a list gives their messages', () => {
  const jar = zipSync({
    'org/elasticsearch/transport/TcpTransport.class': classFile(['a text with \u0001', 'short x']),
    'org/elasticsearch/transport/TcpTransport$1.class': classFile([
      'a text with \u0001',
      'two\nlines\tof it',
    ]),
    'org/elasticsearch/transport/Other.class': classFile(['a text with \u0001', 'oneverylongword']),
    'org/elasticsearch/cluster/Elsewhere.class': classFile(['a text of another part']),
    'org/elasticsearch/transport/notes.txt': Buffer.from('no class'),
  });
  const messages = messagesOf(classesOfJar(jar));
  expect(messages).toEqual([
    { text: 'a text with {}', classes: ['Other', 'TcpTransport'] },
    { text: 'two\\nlines of it', classes: ['TcpTransport'] },
  ]);
  expect(writeList(messages)).toBe(
    'a text with {}\tOther,TcpTransport\ntwo\\nlines of it\tTcpTransport\n',
  );
  expect(readList(writeList(messages))).toEqual(messages);
});

test('alerts of the JDK are messages though they are one word', () => {
  expect(
    messagesOf([['sun/security/ssl/Alert.class', classFile(['unknown_ca', 'Alert'])]]),
  ).toEqual([{ text: 'unknown_ca', classes: ['Alert'] }]);
});

test('the classes of the JDK that end a handshake are listed, the others are not', () => {
  expect(isListedInJdk('sun/security/ssl/Alert.class')).toBe(true);
  expect(isListedInJdk('sun/security/validator/EndEntityChecker.class')).toBe(true);
  expect(isListedInJdk('sun/security/ssl/SSLLogger.class')).toBe(false);
});
