// Shows the admin portal as high as it is and in our colours, and says what was done in it.
(() => {
  'use strict';
  const frame = document.getElementById('portal');
  const news = document.getElementById('news');
  const portal = new URL(frame.src).origin;
  const dark = matchMedia('(prefers-color-scheme: dark)');
  // what has not come yet is of another origin, to which the browser would not send it
  let shown = false;
  const paint = () => shown && frame.contentWindow.postMessage({ event_type: 'PORTAL_COLOR_SCHEME', data: { color_scheme: dark.matches ? 'dark' : 'light' } }, portal);

  addEventListener('message', ({ origin, source, data }) => {
    // anybody can send a message: only the portal in our own frame is believed
    if (origin !== portal || source !== frame.contentWindow) return;
    switch (data.event_type) {
      case 'PORTAL_HEIGHT':
        frame.height = Math.max(600, data.data.height);
        break;
      case 'PORTAL_LOAD_SUCCESS':
        shown = true;
        paint();
        break;
      case 'ORGANIZATION_SSO_ENABLED':
      case 'ORGANIZATION_SSO_DISABLED':
      case 'ORGANIZATION_DIRECTORY_ENABLED':
      case 'ORGANIZATION_DIRECTORY_DISABLED':
      case 'PORTAL_SESSION_EXPIRY':
        news.textContent = data.message;
        news.hidden = false;
        break;
    }
  });
  dark.addEventListener('change', paint);
})();
