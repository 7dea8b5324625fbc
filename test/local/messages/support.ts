/** A class file as far as its constant pool, which is all that is read of it. */
export function classFile(texts: readonly string[]): Buffer {
  // A long takes two numbers; the entries after it are where they should be only if that is known.
  const entries = [Buffer.from([5, 0, 0, 0, 0, 0, 0, 0, 1]), utf8('NotAConstant but a name')];
  let next = 4;
  for (const text of texts) {
    entries.push(utf8(text), Buffer.from([8, next >> 8, next & 255]));
    next += 2;
  }
  const head = Buffer.alloc(10);
  head.writeUInt32BE(0xcafebabe);
  head.writeUInt16BE(next, 8);
  return Buffer.concat([head, ...entries]);
}

function utf8(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([Buffer.from([1, bytes.length >> 8, bytes.length & 255]), bytes]);
}
