// The admin portal on a page of an app: what it tells the page around it, and what it takes from there. It
// stands in the head without waiting, so that no page is shown in the wrong colours first.
(() => {
  'use strict';
  const root = document.documentElement;
  const $ = (id) => document.getElementById(id);
  const framed = parent !== window;
  const { host, scheme, endsIn } = root.dataset;
  if (framed) root.classList.add('framed');

  // only to the origin that is registered and shows us; the server has looked, but perhaps remembers another one
  const around = framed && location.ancestorOrigins && location.ancestorOrigins[0];
  const tell = (message) => { if (framed && host && (!around || around === host)) parent.postMessage(message, host); };
  const tellWritten = (it, name) => { const words = it && it.dataset[name]; if (words) { delete it.dataset[name]; tell(JSON.parse(words)); } };
  const tellAll = () => document.querySelectorAll('[data-tell]').forEach((it) => tellWritten(it, 'tell'));

  // the colours of the page around, whatever its reader prefers elsewhere
  const dark = [];
  const paint = (chosen) => {
    for (const { cssRules } of document.styleSheets) for (const rule of cssRules)
      if (rule.media && rule.media.mediaText.includes('prefers-color-scheme: dark')) dark.push(rule);
    for (const { media } of dark) media.mediaText = chosen === 'dark' ? 'all' : chosen === 'light' ? 'not all' : '(prefers-color-scheme: dark)';
    root.style.colorScheme = chosen === 'dark' || chosen === 'light' ? `only ${chosen}` : '';
  };
  // what it has said last holds for the next pages of this session too
  const key = `scheme/${location.pathname.split('/')[2]}`;
  const kept = (chosen) => { try { if (chosen) sessionStorage.setItem(key, chosen); return sessionStorage.getItem(key); } catch { return null; } };
  const first = kept() || scheme;
  if (first) paint(first);
  addEventListener('message', ({ origin, source, data }) => {
    if (source !== parent || origin !== host || !data || data.event_type !== 'PORTAL_COLOR_SCHEME') return;
    const chosen = data.data && data.data.color_scheme;
    paint(chosen);
    kept(['dark', 'light'].includes(chosen) ? chosen : 'auto');
  });

  // the end of the session: said once before, and once when it is there
  const warn = () => { const it = $('ending'); if (!it) return; if (!it.childElementCount) it.append($('ending-words').content.cloneNode(true)); tellWritten(it, 'told'); };
  const end = (why) => {
    const it = $('over');
    if (!it) return;
    if (why) it.innerHTML = why;
    else if (!it.childElementCount) it.append($('over-words').content.cloneNode(true));
    // one that ended before its time has more to tell than that it is over
    if (it.querySelector('[data-tell]')) delete it.dataset.told;
    $('ending').replaceChildren();
    tellAll();
    tellWritten(it, 'told');
    scrollTo(0, 0);
  };
  addEventListener('htmx:beforeOnLoad', (event) => {
    if (event.detail.xhr.status !== 401) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    end(event.detail.xhr.responseText);
  });

  // where somebody sees the frame: as high as its page it has no edge of its own, and what belongs into the middle of
  // the window, or to its edge, would stand far outside
  const seen = (then) => new IntersectionObserver(([{ intersectionRect }], it) => { it.disconnect(); if (intersectionRect.height) then(intersectionRect); }).observe(root);
  const place = () => seen(({ top, bottom, height }) => {
    const dialog = $('dialog');
    if (dialog.open) {
      dialog.style.maxHeight = `${Math.max(height - 32, 200)}px`;
      Object.assign(dialog.style, { top: `${top + Math.max(16, (height - dialog.offsetHeight) / 2)}px`, bottom: 'auto', marginBlock: '0' });
    }
    $('toasts').style.bottom = `${Math.max(innerHeight - bottom, 0) + 20}px`;
  });

  let height = 0;
  const measure = () => {
    const now = Math.ceil(document.body.getBoundingClientRect().height);
    if (now === height) return;
    height = now;
    tell({ event_type: 'PORTAL_HEIGHT', object: 'page', message: 'The admin portal is this high, in CSS pixels.', data: { height } });
  };

  addEventListener('DOMContentLoaded', () => {
    // a page around that says nothing of itself in its requests: ask with what the browser says
    const address = new URL(location.href);
    if (around && around !== host && !address.searchParams.has('host')) {
      address.searchParams.set('host', around);
      location.replace(address);
      return;
    }
    const form = document.querySelector('form[data-at-once]');
    if (framed && form) { form.requestSubmit(); return; }
    tellAll();
    if (endsIn) {
      setTimeout(warn, Math.max(0, endsIn - 300) * 1000);
      setTimeout(() => end(), Math.max(0, endsIn) * 1000);
    }
    if (!framed) return;
    new ResizeObserver(measure).observe(document.body);
    if (!$('dialog')) return;
    const watch = new MutationObserver(place);
    watch.observe($('dialog'), { attributes: true, attributeFilter: ['open'] });
    watch.observe($('toasts'), { childList: true });
  });
  addEventListener('htmx:afterSettle', tellAll);
})();
