// What most visits never need; app/start.js fetches it when one does.
const $ = (id) => document.getElementById(id);

// a text to take elsewhere; a browser may refuse, as it does in a frame of another site
export const copy = async (page, it) => {
  const { copy: text } = it.dataset;
  try { await navigator.clipboard.writeText(text); } catch {
    const shown = [...document.querySelectorAll('code, pre, input')].find((one) => (one.value ?? one.textContent).trim() === text.trim());
    shown?.closest('details')?.setAttribute('open', '');
    if (shown?.select) shown.select();
    else if (shown) getSelection().selectAllChildren(shown);
    page.toast(`Your browser did not let this be copied. ${shown ? 'It is selected now: copy it with the keyboard.' : 'Select it, and copy it with the keyboard.'}`);
    return;
  }
  const words = it.dataset.words ??= it.textContent; // it may say already that it was copied
  it.textContent = 'Copied';
  page.announce('Copied.');
  setTimeout(() => { it.textContent = words; }, 2000);
};

// a file that was chosen, or dropped on its field, as the text of another field; what is no text, such as a
// certificate in DER, as base64, but not among lines that were typed
export const take = async (page, { dataset, files: [file] }) => {
  const field = $(dataset.takes);
  if (!file) return;
  const most = dataset.most || 1024;
  if (file.size > most * 1024) { page.toast(`${file.name} is larger than ${most} KB.`); return; }
  const bytes = new Uint8Array(await file.arrayBuffer());
  const mark = bytes[0] * 256 + bytes[1];
  const charset = mark === 0xfffe ? 'utf-16le' : mark === 0xfeff ? 'utf-16be' : 'utf-8';
  const binary = charset === 'utf-8' && bytes.includes(0);
  if (binary && 'adds' in dataset) { page.toast(`${file.name} is no text. Save it as CSV in your spreadsheet, and choose that.`); return; }
  const before = 'adds' in dataset && field.value.trim() ? `${field.value.trimEnd()}\n` : '';
  field.value = before + (binary ? btoa(Array.from(bytes, (it) => String.fromCharCode(it)).join('')) : new TextDecoder(charset).decode(bytes));
  field.dispatchEvent(new Event('input', { bubbles: true }));
  field.focus();
  page.announce(`${file.name} is taken.`);
};

// Text that is not saved yet is not lost by a click, by a change elsewhere on the page, or by a session that
// ended: from the first letter somebody types.
const ticked = (it) => it.type === 'radio' || it.type === 'checkbox';
const question = 'What you typed is not saved. Leave it?';

export const keep = (page, { fields, state, saved }) => {
  const changed = (form) => fields(form).filter((it) => !it.disabled && state(it) !== saved(it));
  // what the server drew anew although it is not saved says so (data-unsaved): its fields look as if it were
  page.typed = (within) => !!within && (!!within.querySelector('[data-unsaved]') || [...within.querySelectorAll('form')].some((it) => changed(it).length));
  const anything = () => page.typed($('widget')) || page.typed($('dialog'));

  addEventListener('click', (event) => {
    const link = event.target.closest('a[hx-target="#widget"]');
    if (!link || link.closest('form') || page.changing() || !page.typed($('widget')) || confirm(question)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);
  // Esc asks where a press beside the dialog leaves it; one that waits for its answer keeps what was typed
  addEventListener('cancel', (event) => { if (event.target.id === 'dialog' && !page.changing() && page.typed(event.target) && !confirm(question)) event.preventDefault(); }, true);
  // a form that is answered by a whole page takes with it only what was typed into itself
  const elsewhere = (sent) => [...document.querySelectorAll('#widget form, #dialog form')].some((it) => it !== sent && (it.matches('[data-unsaved]') || it.querySelector('[data-unsaved]') || changed(it).length));
  // going back has changed the address before it is asked whether to go
  const address = () => location.pathname + location.search;
  let shown = address();
  addEventListener('htmx:pushedIntoHistory', () => { shown = address(); });
  addEventListener('beforeunload', (event) => {
    const sent = page.leaving();
    if (page.changing() || !(sent ? elsewhere(sent) : anything())) return;
    event.preventDefault();
    // for who stays
    setTimeout(() => {
      page.releaseAll();
      if (address() !== shown) history.pushState({ htmx: true }, '', shown);
    }, 2000);
  });

  // a change answers with the whole widget: what was typed into its other forms is put back
  let others = [];
  page.keepOthers = (sent) => {
    const forms = [...document.querySelectorAll('#widget form[data-dirty]')].filter((it) => it !== sent);
    others = forms.flatMap(changed).map((it) => ({ id: it.id, value: state(it), known: it.dataset.saved }));
  };
  page.putBackOthers = () => {
    for (const { id, value, known } of others) {
      const it = id && $(id);
      if (!it || it.dataset.saved !== known) continue;
      if (ticked(it)) it.checked = value === 'true';
      else it.value = value;
    }
    others = [];
  };

  // so does what was refused
  addEventListener('htmx:afterSwap', ({ detail: { xhr, requestConfig } }) => {
    if (!(xhr?.status > 399)) return;
    for (const form of document.forms) if (form.getAttribute('hx-post') === requestConfig.path && !('dirty' in form.dataset) && fields(form).length) form.dataset.unsaved = '';
  });

  // what was typed stays where it is, and is sent again after signing in, but for who chose to leave it
  addEventListener('htmx:beforeOnLoad', (event) => {
    const { xhr, elt, target, requestConfig } = event.detail;
    const href = xhr.getResponseHeader('HX-Redirect');
    if (xhr.status !== 401 || !href || (requestConfig.verb === 'get' && target.id === 'widget') || !anything()) return;
    event.preventDefault();
    // what asks by itself, again and again, has heard it
    if ('polled' in elt.dataset) elt.replaceWith(elt.cloneNode(true));
    const way = document.createElement('a');
    Object.assign(way, { href, target: '_blank', textContent: 'Sign in in a new tab, then try again.' });
    page.toast(`${xhr.responseText || 'You have been signed out.'} Nothing was changed. What you typed is still here.`).querySelector('p').append(' ', way);
  });
};
