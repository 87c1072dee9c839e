// npm install openid-client@6 jose@6, then ISSUER=… CLIENT_ID=… CLIENT_SECRET=… node app.mjs
// APP_URL says where browsers find it, by a proxy that does TLS; PORT, where the proxy does.
// No clock is exact, so 30 seconds of difference are tolerated
import { createServer } from 'node:http'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import * as openid from 'openid-client'

const { ISSUER, CLIENT_ID, CLIENT_SECRET, APP_URL = 'http://localhost:3000' } = process.env
const { PORT = new URL(APP_URL).port || 3000 } = process.env
const options = ISSUER.startsWith('http:') ? { execute: [openid.allowInsecureRequests] } : {}
const provider = await openid.discovery(new URL(ISSUER), CLIENT_ID,
  { client_secret: CLIENT_SECRET, [openid.clockTolerance]: 30 }, null, options)
const keys = createRemoteJWKSet(new URL(provider.serverMetadata().jwks_uri))
const verify = (token, typ) => jwtVerify(token, keys, { issuer: provider.serverMetadata().issuer,
  audience: CLIENT_ID, algorithms: ['RS256'], typ, clockTolerance: 30 }).then((it) => it.payload)
const sessions = new Map() // our own, by their cookie; a real app keeps them in its database
const refusals = new Map([ // answers that are no failure of anybody's
  ['login_required', 'You are not signed in.'],
  ['interaction_required', 'You are not signed in to an organization.'],
  ['access_denied', 'You were not signed in: you declined, or may not enter.'],
  ['invalid_grant', 'This sign-in is over.'],
])

// the redirect; /login?prompt=select_account switches the organization, and the portal's links here
// bring a login_hint
async function login(request, url, answer) {
  const [state, nonce, verifier] = [openid.randomState(), openid.randomNonce(), openid.randomPKCECodeVerifier()]
  const there = openid.buildAuthorizationUrl(provider, {
    redirect_uri: `${APP_URL}/callback`,
    scope: 'openid profile email offline_access',
    state,
    nonce,
    code_challenge: await openid.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    ...Object.fromEntries([...url.searchParams].filter(([name]) => ['prompt', 'login_hint'].includes(name))),
  })
  // each tab leaves with a cookie of its own, good for an hour; beyond five, the oldest are forgotten
  const old = [...cookies(request).keys()].filter((it) => it.startsWith('left_')).slice(0, -4)
  redirect(answer, there.href, ...old.map(forget), cookie(`left_${state}`, `${nonce}.${verifier}`, 3600))
}

// the callback; until it succeeds, whoever is signed in stays so
async function callback(request, url, answer) {
  const state = url.searchParams.get('state')
  const left = cookies(request).get(`left_${state}`)
  if (!left) return show(answer, 400, `This sign-in began in another browser, or too long ago. ${ways}`)
  const [expectedNonce, pkceCodeVerifier] = left.split('.')
  try {
    const tokens = await openid.authorizationCodeGrant(provider, url, {
      pkceCodeVerifier, expectedNonce, expectedState: state })
    const session = await known(tokens)
    take(request)
    redirect(answer, '/', begin(session), forget(`left_${state}`))
  } catch (problem) {
    const why = refusals.get(problem.error)
    if (!why) throw problem
    show(answer, 403, `${why} ${ways}`, forget(`left_${state}`))
  }
}

// what we keep of the tokens; the roles and permissions are in the access token
async function known(tokens) {
  const { roles, permissions } = await verify(tokens.access_token, 'at+jwt')
  const until = Date.now() + (tokens.expires_in - 10) * 1000
  return { who: tokens.claims(), roles, permissions, tokens, until }
}

// refresh: each brings the next refresh token, so requests side by side share one
async function signedIn(request) {
  const session = sessions.get(keyOf(request))
  if (!session) return
  if (Date.now() < session.until) return session
  session.refreshing ??= openid.refreshTokenGrant(provider, session.tokens.refresh_token)
    .then(known)
    .then((it) => Object.assign(session, it, { refreshing: null }))
  try {
    return await session.refreshing
  } catch (problem) {
    session.refreshing = null
    if (problem.error !== 'invalid_grant') throw problem
    take(request) // the session there is over, so ours is
  }
}

// sign out here, then there
async function logout(request, url, answer) {
  const session = take(request)
  if (!session) return redirect(answer, '/')
  redirect(answer, openid.buildEndSessionUrl(provider, {
    id_token_hint: session.tokens.id_token,
    post_logout_redirect_uri: `${APP_URL}/`,
  }).href)
}

// the provider calls: a session has ended there
async function backChannelLogout(request, url, answer) {
  let body = ''
  for await (const part of request) body += part
  try {
    const { sid, events, nonce } = await verify(new URLSearchParams(body).get('logout_token'), 'logout+jwt')
    if (nonce || !events['http://schemas.openid.net/event/backchannel-logout']) throw new Error('no logout token')
    for (const [key, { who }] of sessions) if (who.sid === sid) sessions.delete(key)
    answer.writeHead(200).end()
  } catch {
    answer.writeHead(400).end()
  }
}

async function home(request, url, answer) {
  const session = await signedIn(request)
  if (!session) return show(answer, 200, '<a href="/login">Sign in</a>')
  const may = session.permissions.includes('sk_org_users_invite')
  show(answer, 200, `<p>${escape(session.who.name ?? session.who.email)}, ${session.roles} of
    ${escape(session.who.organization_name)}, ${may ? 'may' : 'may not'} invite.
    <a href="${ISSUER}/ui/">Settings</a> <a href="/login?prompt=select_account">Switch organization</a>
    <form method="post" action="/logout"><button>Sign out</button></form>`)
}

const routes = { 'GET /': home, 'GET /login': login, 'GET /callback': callback,
  'POST /logout': logout, 'POST /backchannel-logout': backChannelLogout }
const ways = '<a href="/login">Sign in</a> <a href="/">Go back</a>'
const show = (answer, status, html, ...set) => answer.writeHead(status,
  { 'content-type': 'text/html;charset=utf-8', 'cache-control': 'no-store', 'set-cookie': set }).end(html)
const redirect = (answer, to, ...set) => answer.writeHead(303, { location: to, 'set-cookie': set }).end()
const cookies = (request) => new Map((request.headers.cookie ?? '').split('; ').map((it) => it.split('=')))
const keyOf = (request) => cookies(request).get('app')
const forget = (name) => cookie(name, '', 0)
const escape = (text) => text.replace(/[<>&"]/g, (it) => `&#${it.charCodeAt()};`)

function cookie(name, value, seconds) {
  return `${name}=${value}; HttpOnly; SameSite=Lax; Path=/${APP_URL.startsWith('https') ? '; Secure' : ''}${
    seconds === undefined ? '' : `; Max-Age=${seconds}`}`
}

function begin(session) {
  const key = openid.randomState()
  sessions.set(key, session)
  return cookie('app', key)
}

function take(request) {
  const session = sessions.get(keyOf(request))
  sessions.delete(keyOf(request))
  return session
}

createServer((request, answer) => {
  const url = new URL(request.url, APP_URL)
  const route = routes[`${request.method} ${url.pathname}`]
  if (!route) return answer.writeHead(404).end()
  route(request, url, answer).catch((problem) => {
    console.error(problem.message)
    answer.writeHead(502).end('Signing in does not work right now.')
  })
}).listen(PORT)
