// Forms: buttons that wait for something to save, that show they were pressed, and text that is not lost.
const ticked = (it) => it.type === 'radio' || it.type === 'checkbox';
const state = (it) => ticked(it) ? String(it.checked) : it.value.trim();
// what is looked for is not saved anywhere, so there is nothing of it to lose
const fields = (form) => [...form.querySelectorAll('[name]:not([type=hidden], [role=search] *, [type=search], button)')];
// a field of a form marked data-dirty says itself what is saved; one that was refused says nothing
const saved = (it) => {
  if (it.form.matches('[data-dirty]')) return it.dataset.saved ?? '\0';
  if (it.options) return ([...it.options].find((one) => one.defaultSelected) || it.options[0]).value;
  return ticked(it) ? String(it.defaultChecked) : it.defaultValue.trim();
};

// what later.js does better, once something was typed
page.typed = page.keepOthers = page.putBackOthers = () => {};
page.leaving = () => leaving;
let kept = false;
const keep = () => {
  if (kept || !$('widget')) return;
  kept = true;
  page.later('keep', { fields, state, saved });
};

// a form marked data-dirty can be sent once it differs from what is saved
const refresh = (form) => {
  const dirty = fields(form).some((it) => state(it) !== saved(it));
  const filled = fields(form).every((it) => !it.required || it.value.trim() !== '');
  each('button[type=submit]', (it) => { it.disabled = !(dirty && filled); }, form);
  each('[data-when-dirty]', (it) => { it.hidden = !dirty; }, form);
};
page.prepare.push(() => each('form[data-dirty]', refresh));

on('input', (event) => {
  const form = event.target.closest('form');
  if (!form || event.target.matches('[role=search] *, [type=search]')) return;
  keep();
  if (form.matches('[data-dirty]')) refresh(form);
  // an error is about the value that was sent
  const field = event.target.closest('.field') || form.parentElement;
  each('[aria-invalid=true]', (it) => it.removeAttribute('aria-invalid'), field);
  each('.field-error:not([role])', (it) => it.remove(), field);
});

// a form may need a module first, such as passkeys.js; most visits never do
on('submit', (event) => {
  const { target: form, submitter } = event;
  const { module } = form.dataset;
  if (!module) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  submitter.disabled = true; // once is enough
  import(module).finally(() => { submitter.disabled = false; }).then(() => { delete form.dataset.module; form.requestSubmit(); }, () => page.toast('The server did not answer properly. Try again in a minute.'));
}, true);

// what was pressed says so at once, and cannot be pressed twice
const pressed = new Map();
page.release = (button) => {
  const words = pressed.get(button);
  if (!words) return;
  pressed.delete(button);
  button.replaceChildren(...words);
  button.disabled = false;
  button.removeAttribute('aria-busy');
  if (button.form?.matches('[data-dirty]')) refresh(button.form);
  // while it could not be pressed it could not hold the focus
  if (!find(':focus')) button.focus();
};
page.releaseAll = () => [...pressed.keys()].forEach(page.release);
let leaving = false; // a whole page was asked for by a form
on('submit', ({ target: form, submitter }) => {
  const button = submitter || find('button[type=submit]', form);
  if (form.method !== 'post') return;
  // what opens elsewhere leaves this page as it is; a part of it may want to know
  if (form.target) { form.dispatchEvent(new Event('opened')); return; }
  leaving = !form.hasAttribute('hx-post') && form;
  if (leaving) setTimeout(() => { leaving = false; page.release(button); }, 10000); // the answer may be another program's
  if (!button?.matches('.button') || pressed.has(button)) return;
  pressed.set(button, [...button.childNodes]);
  button.textContent = 'Sending…';
  button.setAttribute('aria-busy', 'true');
  setTimeout(() => { if (pressed.has(button)) button.disabled = true; }); // a disabled one is not sent
});
on('pageshow', page.releaseAll);
