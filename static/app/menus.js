// Menus: one is open at a time, and the keyboard moves in it.
page.closeMenus = (except) => each('details.menu[open]', (it) => { if (it !== except) it.open = false; });

on('click', (event) => page.closeMenus(event.target.closest('details.menu')));

on('keydown', (event) => {
  const menu = find('details.menu[open]');
  if (!menu) return;
  if (event.key === 'Escape') { menu.open = false; find('summary', menu).focus(); }
  if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
    const items = [...menu.querySelectorAll('.menu-items a, .menu-items button')];
    const at = items.indexOf(document.activeElement);
    const next = items[(at + (event.key === 'ArrowDown' ? 1 : items.length - 1) + (at < 0 && event.key === 'ArrowUp' ? 1 : 0)) % items.length];
    if (next) { event.preventDefault(); next.focus(); }
  }
});

on('focusout', (event) => {
  const menu = event.target.closest('details.menu[open]');
  if (menu && event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
});

// one that would end below the edge opens upward
on('toggle', (event) => {
  const items = event.target.matches('details.menu[open]') && find('.menu-items', event.target);
  if (!items) return;
  items.classList.remove('up');
  const { bottom, height } = items.getBoundingClientRect();
  items.classList.toggle('up', bottom > innerHeight && event.target.getBoundingClientRect().top > height + 60);
}, true);
