/** Parses a page of the server, with times in the time zone of the browser. */
export function parsePage(html: string): Document {
  const page = new DOMParser().parseFromString(html, 'text/html');
  showLocalTimes(page);
  return page;
}

/** Shows times, which the server writes in UTC, in the time zone of the browser. */
export function showLocalTimes(page: Document): void {
  for (const time of page.querySelectorAll('time')) {
    time.textContent = new Date(time.dateTime).toLocaleString(document.documentElement.lang, { day: 'numeric', month: 'short', year: 'numeric', hour: 'numeric', minute: '2-digit' });
    time.toggleAttribute('data-local', true);
  }
}
