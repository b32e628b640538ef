// What time it is, and how times are written: by the playground's clock, in the zone of the open chat.

let ahead = 0;
let zone;
let words = formats();

function formats() {
  const make = (options) => new Intl.DateTimeFormat('en-GB', { timeZone: zone, ...options });
  return {
    time: make({ hour: '2-digit', minute: '2-digit' }),
    day: make({ weekday: 'long', day: 'numeric', month: 'long' }),
    short: make({ weekday: 'short', day: 'numeric', month: 'short' }),
    weekday: make({ weekday: 'short' }),
    moment: make({ weekday: 'short', hour: '2-digit', minute: '2-digit' }),
    whole: make({ dateStyle: 'full', timeStyle: 'medium' }),
    key: new Intl.DateTimeFormat('en-CA', { timeZone: zone }),
  };
}

/** `now` in Unix seconds, `name` of an IANA zone; without them the browser's own. */
export function keepTime(now, name) {
  ahead = now === undefined ? 0 : now * 1000 - Date.now();
  zone = name;
  words = formats();
}

export const now = () => (Date.now() + ahead) / 1000;
export const dayOf = (seconds) => words.key.format(seconds * 1000);
export const timeOf = (seconds) => words.time.format(seconds * 1000);
export const momentOf = (seconds) => words.moment.format(seconds * 1000);
export const wholeTimeOf = (seconds) => words.whole.format(seconds * 1000);
export const shortDayOf = (seconds) => words.short.format(seconds * 1000);
export const place = () => zone?.split('/').at(-1).replaceAll('_', ' ');

const DAY = 86400;

/** "Today", "Yesterday", or the day itself. */
export function dayName(seconds) {
  const day = dayOf(seconds);
  if (day === dayOf(now())) return 'Today';
  if (day === dayOf(now() - DAY)) return 'Yesterday';
  return words.day.format(seconds * 1000);
}

/** The time for today, the weekday for this week, else the date: what a list of chats has room for. */
export function briefly(seconds) {
  if (dayOf(seconds) === dayOf(now())) return timeOf(seconds);
  if (now() - seconds < 6 * DAY) return words.weekday.format(seconds * 1000);
  return words.short.format(seconds * 1000);
}

/** "today 18:00", "tomorrow 07:30", or with the weekday. */
export function soon(seconds) {
  const day = dayOf(seconds);
  if (day === dayOf(now())) return `today ${timeOf(seconds)}`;
  if (day === dayOf(now() + DAY)) return `tomorrow ${timeOf(seconds)}`;
  return momentOf(seconds);
}
