/** The texts of a page, without its markup. */
import { STYLE } from '../../../lib/report/page/style.ts';

export function plain(page: unknown): string {
  return String(page)
    .replace(STYLE, '')
    .replaceAll(/<svg.*?<\/svg>/gs, ' ')
    .replaceAll(/<\/?time[^>]*>/g, '')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/[ \n]+/g, ' ')
    .trim();
}
