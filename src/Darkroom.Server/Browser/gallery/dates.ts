// Days of the gallery, such as `2026-11-29`, in words. They are days of the gallery's time zone, not of the browser's.

const formats = new Map<string, Intl.DateTimeFormat>();

/** Returns the heading of one or several days, with the year unless it is the current one. */
export function daysText(newest: string, oldest: string): string {
  const year = newest.startsWith(String(new Date().getFullYear())) ? {} : { year: 'numeric' } as const;
  return newest === oldest
    ? format({ weekday: 'long', day: 'numeric', month: 'long', ...year }).format(dateOf(newest))
    : format({ day: 'numeric', month: 'long', ...year }).formatRange(dateOf(oldest), dateOf(newest));
}

export function monthText(day: string): string {
  return format({ month: 'short', year: 'numeric' }).format(dateOf(day));
}

export function dayText(day: string): string {
  return format({ day: 'numeric', month: 'long', year: 'numeric' }).format(dateOf(day));
}

function dateOf(day: string): Date {
  return new Date(`${day}T00:00:00Z`);
}

function format(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify(options);
  const known = formats.get(key) ?? new Intl.DateTimeFormat(document.documentElement.lang, { ...options, timeZone: 'UTC' });
  formats.set(key, known);
  return known;
}
