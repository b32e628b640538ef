// The clock that can be moved forward: what time it is where the open chat lives, and three ways on.

import { act, read } from './talk.js';
import { keepTime, momentOf, now, place, shortDayOf, soon, timeOf } from './times.js';

const byId = (id) => document.getElementById(id);
const TICK = 5000;
const SOON = 300;
const MORNING = '08:00';

/** `onMoved()` is called when times have to be written anew. */
export function clockChip(notice, onMoved) {
  const chip = byId('clock');
  const menu = byId('clock-menu');
  let chat = null;
  let due = null;
  let timer = 0;

  function render() {
    byId('clock-time').textContent = momentOf(now());
    byId('clock-place').textContent = `${shortDayOf(now())}, ${timeOf(now())} in ${place()}`;
    const next = byId('clock-next');
    next.disabled = due === null;
    next.querySelector('.when').textContent = due === null ? 'none planned' : soon(Math.max(due, now()));
    byId('clock-morning').querySelector('.when').textContent = soon(morning());
  }

  /** When the clock of the chat shows MORNING next: what the playground itself will take it for. */
  function morning() {
    const [hours, minutes] = timeOf(now()).split(':').map(Number);
    const passed = hours * 60 + minutes;
    const [toHours, toMinutes] = MORNING.split(':').map(Number);
    const wait = (toHours * 60 + toMinutes - passed + 1440) % 1440 || 1440;
    return now() + wait * 60;
  }

  function take(found) {
    chip.hidden = found === null;
    if (found === null) { keepTime(); return; }
    keepTime(found.now, found.zone);
    due = found.due;
    render();
  }

  function show(isOpen) {
    menu.hidden = !isOpen;
    chip.ariaExpanded = String(isOpen);
    if (isOpen) { look(); menu.querySelector('button').focus(); }
  }

  async function look() {
    const asked = chat;
    const found = await read(`/playground/clock?chat=${asked}`);
    if (asked === chat) take(found);
  }

  /** The bot did something: perhaps the chat has another zone now, or is due at another time. */
  function refresh() {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const before = place();
      await look();
      if (!chip.hidden && place() !== before) onMoved();
    }, SOON);
  }

  async function move(fields) {
    show(false);
    chip.ariaBusy = 'true';
    chip.disabled = true;
    try {
      const asked = chat;
      const found = await act('clock', { chat_id: asked, ...fields });
      if (asked === chat) take(found); else await look();
      onMoved();
    } catch (problem) {
      notice(problem.message);
    } finally {
      chip.ariaBusy = 'false';
      chip.disabled = false;
    }
  }

  chip.addEventListener('click', () => show(menu.hidden));
  byId('clock-hour').addEventListener('click', () => move({ hours: 1 }));
  byId('clock-next').addEventListener('click', () => move({}));
  byId('clock-morning').addEventListener('click', () => move({ to: MORNING }));
  menu.addEventListener('keydown', (event) => {
    const items = [...menu.querySelectorAll('button:not(:disabled)')];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) items[(items.indexOf(document.activeElement) + step + items.length) % items.length].focus();
    else if (event.key === 'Escape') { show(false); chip.focus(); } else return;
    event.preventDefault();
  });
  menu.addEventListener('focusout', ({ relatedTarget }) => {
    if (!menu.contains(relatedTarget) && relatedTarget !== chip) show(false);
  });
  setInterval(() => { if (!chip.hidden) render(); }, TICK);

  return {
    /** The time of another chat. */
    async use(id) {
      chat = id;
      await look();
    },
    look,
    refresh,
  };
}
