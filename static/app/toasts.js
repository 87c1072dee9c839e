// Toasts: what the page itself has to say of a request that failed, and how long any of them stay.
page.toast = (message, lost) => {
  const it = document.createElement('div');
  it.className = 'toast failed';
  it.setAttribute('role', 'alert');
  it.append($('toast-failed').content.cloneNode(true));
  find('p', it).textContent = message;
  if (lost) it.dataset.lost = '';
  // what lies beneath an open dialog can be neither pressed nor heard
  const room = find('dialog[open]') || $('toasts');
  each('.toast', (old) => old.remove(), room);
  room.append(it);
  return it;
};

// good news leaves by itself, unless somebody is reading it; bad news waits to be dismissed
page.prepare.push(() => each('.toast.done:not([data-timed])', (it) => {
  it.dataset.timed = '';
  const leave = () => { if (it.matches(':hover, :focus-within')) setTimeout(leave, 2000); else it.remove(); };
  setTimeout(leave, 7000);
  page.announce(find('p', it).textContent);
}));

on('click', ({ target }) => target.closest('[data-dismiss]')?.closest('.toast').remove());
on('offline', () => page.toast('You are offline. Changes cannot be saved until you are connected again.', true));
on('online', () => each('[data-lost]', (it) => it.remove()));
