// The bot's commands above the input: all of them behind the menu button, the fitting ones while typing.

import { make } from './text.js';

/** `onPick(command)` sends a command. Returns what the page needs of the list. */
export function commandList({ list, input, menu, onPick }) {
  let commands = [];
  let shown = [];
  let active = -1;
  let byMenu = false;

  function render() {
    list.replaceChildren(...shown.map((command, index) => {
      const option = make('button', 'option');
      option.type = 'button';
      option.id = `command-${index}`;
      option.role = 'option';
      option.tabIndex = -1;
      option.ariaSelected = String(index === active);
      const name = make('span', 'name');
      name.textContent = `/${command.command}`;
      const description = make('span', 'description');
      description.textContent = command.description;
      option.append(name, description);
      // Not click: the input must not lose the focus, or the list would close before the click arrives.
      option.addEventListener('mousedown', (event) => event.preventDefault());
      option.addEventListener('click', () => pick(index));
      return option;
    }));
    list.hidden = shown.length === 0;
    menu.ariaExpanded = String(!list.hidden && byMenu);
    if (active >= 0) {
      input.setAttribute('aria-activedescendant', `command-${active}`);
      list.children[active].scrollIntoView({ block: 'nearest' });
    } else {
      input.removeAttribute('aria-activedescendant');
    }
  }

  function close() {
    shown = [];
    active = -1;
    byMenu = false;
    render();
  }

  function pick(index) {
    const { command } = shown[index];
    close();
    onPick(`/${command}`);
  }

  function suggest() {
    byMenu = false;
    const typed = input.value.match(/^\/(\w*)$/)?.[1];
    shown = typed === undefined ? [] : commands.filter(({ command }) => command.startsWith(typed.toLowerCase()));
    active = shown.length && typed ? 0 : -1;
    render();
  }

  menu.addEventListener('click', () => {
    if (byMenu) { close(); return; }
    byMenu = true;
    shown = commands;
    active = -1;
    render();
    input.focus();
  });

  return {
    close,

    /** The list of the chat that is shown now. */
    use(found) {
      commands = found;
      menu.hidden = commands.length === 0;
      if (byMenu) { shown = commands; render(); } else suggest();
    },

    /** What fits to the words typed so far. */
    suggest,

    /** Arrow keys, Tab, Enter, Escape while the list is open. Returns whether the key was for it. */
    key(event) {
      if (list.hidden) return false;
      if (event.key === 'Escape') {
        close();
      } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
        const step = event.key === 'ArrowDown' ? 1 : -1;
        active = active < 0 && step < 0 ? shown.length - 1 : (active + step + shown.length) % shown.length;
        render();
      } else if (event.key === 'Tab' && !event.shiftKey && active >= 0) {
        input.value = `/${shown[active].command} `;
        close();
      } else if (event.key === 'Enter' && !event.shiftKey && active >= 0) {
        pick(active);
      } else {
        return false;
      }
      event.preventDefault();
      return true;
    },
  };
}
