/**
 * The catalogue writes requests to the checker's own HTTP API with `"$URL/…`. This replaces `$URL`
 * with the real address if it is known.
 */

export function withOwnUrl(text: string, url: string | undefined): string {
  const parsed = url === undefined ? null : URL.parse(url);
  // A shell would expand these characters in double quotes.
  if (parsed === null || !/^https?:$/.test(parsed.protocol) || /[$`!\\]/.test(parsed.href))
    return text;
  return text.replaceAll('"$URL/', () => `"${parsed.href.replace(/\/+$/, '')}/`);
}
