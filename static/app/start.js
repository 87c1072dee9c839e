// The page itself, once all of it is there.
// a link that is to open elsewhere is the browser's
on('click', (event) => { if ((event.ctrlKey || event.metaKey || event.shiftKey) && event.target.closest('a')) event.stopImmediatePropagation(); }, true);
on('click', ({ target }) => { const it = target.closest('[data-copy]'); if (it) page.later('copy', it); });
on('change', ({ target }) => { if (target.dataset.takes) page.later('take', target); });
on('DOMContentLoaded', () => {
  document.documentElement.classList.add('scripted');
  page.prepare.forEach((act) => act());
  find('[aria-invalid=true]')?.focus();
});
