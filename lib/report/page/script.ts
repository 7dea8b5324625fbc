/**
 * The script of all pages, which they work without. It updates a page in place, so that open
 * details, the scroll position, typed text and the focus stay; shows times in the browser's zone;
 * and adds buttons that copy requests.
 */
export const SCRIPT = `'use strict';
(() => {
  const zoned = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

  function enhance(root) {
    for (const time of root.querySelectorAll('time[datetime]')) {
      if (time.title) continue;
      time.title = time.textContent;
      time.textContent = zoned.format(new Date(time.dateTime));
    }
    if (!navigator.clipboard) return;
    for (const block of root.querySelectorAll('.typed:not(:has(button))')) {
      const button = document.createElement('button');
      button.type = 'button';
      button.className = 'copy';
      button.textContent = 'Copy';
      block.append(button);
    }
  }

  document.addEventListener('click', async ({ target }) => {
    if (!target.matches?.('.copy')) return;
    try {
      await navigator.clipboard.writeText(target.parentElement.querySelector('pre').textContent);
      target.textContent = 'Copied';
    } catch {
      target.textContent = 'Not allowed';
    }
    setTimeout(() => { target.textContent = 'Copy'; }, 2000);
  });

  /** What a reader has opened or typed stays as it is. */
  const kept = (element, name) =>
    (name === 'open' && element.localName === 'details') || name === 'value' || name === 'selected';

  function updateAttributes(from, to) {
    for (const { name } of [...from.attributes])
      if (!to.hasAttribute(name) && !kept(from, name)) from.removeAttribute(name);
    for (const { name, value } of to.attributes)
      if (from.getAttribute(name) !== value && !kept(from, name)) from.setAttribute(name, value);
  }

  const keyOf = (node) => node.dataset?.key ?? (node.id || undefined);
  const isSame = (one, other) =>
    one.nodeType === other.nodeType && one.nodeName === other.nodeName && keyOf(one) === keyOf(other);

  function updateChildren(from, to) {
    const keyed = new Map([...from.children].filter(keyOf).map((child) => [keyOf(child), child]));
    let at = from.firstChild;
    for (const next of [...to.childNodes]) {
      const key = keyOf(next);
      const found = key === undefined ? at : keyed.get(key);
      if (!found || !isSame(found, next)) {
        from.insertBefore(next, at);
        continue;
      }
      if (found === at) at = at.nextSibling;
      else from.insertBefore(found, at);
      update(found, next);
    }
    while (at) {
      const gone = at;
      at = at.nextSibling;
      gone.remove();
    }
  }

  function update(from, to) {
    if (from.isEqualNode(to)) return;
    if (from.nodeType !== Node.ELEMENT_NODE) {
      from.nodeValue = to.nodeValue;
      return;
    }
    // A form belongs to whoever fills it in, as long as it is about the same.
    if (from.localName === 'form' && (from.contains(document.activeElement) || from.dataset.dirty)) return;
    updateAttributes(from, to);
    updateChildren(from, to);
  }

  document.addEventListener('input', ({ target }) => {
    const form = target.closest?.('form');
    if (form) form.dataset.dirty = 'yes';
  });

  async function reload() {
    if (document.hidden) return;
    try {
      const response = await fetch(location.href, { headers: { Accept: 'text/html' }, redirect: 'error' });
      if (!response.ok) return;
      const next = new DOMParser().parseFromString(await response.text(), 'text/html');
      enhance(next);
      document.title = next.title;
      update(document.querySelector('link[rel=icon]'), next.querySelector('link[rel=icon]'));
      update(document.body, next.body);
    } catch {
      // The page shows since when it is; the next time it may work.
    }
  }

  enhance(document);
  const seconds = Number(document.body.dataset.reload);
  if (seconds > 0) setInterval(reload, seconds * 1000);
  addEventListener('beforeprint', () => {
    for (const details of document.querySelectorAll('details.fix')) details.open = true;
  });
})();
`;
