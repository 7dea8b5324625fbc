/**
 * Requests to the checker's own HTTP interface, in the texts of the catalogue written to `"$URL/…`,
 * with its address put in where it is known.
 */

export function withOwnUrl(text: string, url: string | undefined): string {
  const parsed = url === undefined ? null : URL.parse(url);
  // In double quotes a shell reads the rest of these otherwise.
  if (parsed === null || !/^https?:$/.test(parsed.protocol) || /[$`!\\]/.test(parsed.href))
    return text;
  return text.replaceAll('"$URL/', () => `"${parsed.href.replace(/\/+$/, '')}/`);
}
