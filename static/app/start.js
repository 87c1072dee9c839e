// The page itself, once all of it is there.
on('click', ({ target }) => { const it = target.closest('[data-copy]'); if (it) page.later('copy', it); });
// a file that is chosen, or dropped on its place, is taken into a field
const take = (it, name, file) => { if (it && file) page.later('take', { field: $(name), file }); };
on('change', ({ target }) => { if (target.matches('[data-takes]')) take(target, target.dataset.takes, target.files[0]); });
on('dragover', (event) => { if (event.target.closest('[data-drop]')) event.preventDefault(); });
on('drop', (event) => {
  const it = event.target.closest('[data-drop]');
  if (!it || !event.dataTransfer.files.length) return;
  event.preventDefault();
  take(it, it.dataset.drop, event.dataTransfer.files[0]);
});
on('DOMContentLoaded', () => {
  document.documentElement.classList.add('scripted');
  page.prepare.forEach((act) => act());
  const invalid = find('[aria-invalid=true]');
  if (invalid) invalid.focus();
});
