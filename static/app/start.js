// The page itself, once all of it is there.
on('click', ({ target }) => { const it = target.closest('[data-copy]'); if (it) page.later('copy', it); });
// a file that is chosen, or dropped on its place, is taken into a field
page.prepare.push(() => each('[data-drop]', (it) => {
  it.ondragover = it.ondrop = it.onchange = (event) => {
    event.preventDefault();
    const [file] = (event.dataTransfer || event.target).files;
    if (file) page.later('take', { file, field: $(it.dataset.drop), adds: 'adds' in it.dataset });
  };
}));
on('DOMContentLoaded', () => {
  document.documentElement.classList.add('scripted');
  page.prepare.forEach((act) => act());
  const invalid = find('[aria-invalid=true]');
  if (invalid) invalid.focus();
});
