// A certified client library against the provider, as it comes. Ends with "done" or an exception.
import assert from 'node:assert/strict'
import * as openid from 'openid-client'

const { ISSUER, CLIENT_ID, CLIENT_SECRET, COOKIE, CALLBACK, BACK_TO } = process.env
const secretsOf = { post: openid.ClientSecretPost, basic: openid.ClientSecretBasic }
for (const [way, authentication] of Object.entries(secretsOf)) {
  const provider = await openid.discovery(
    new URL(ISSUER), CLIENT_ID, {}, authentication(CLIENT_SECRET), { execute: [openid.allowInsecureRequests] })
  assert(provider.serverMetadata().supportsPKCE())

  const pkceCodeVerifier = openid.randomPKCECodeVerifier()
  const expectedState = openid.randomState()
  const expectedNonce = openid.randomNonce()
  const there = openid.buildAuthorizationUrl(provider, {
    redirect_uri: CALLBACK,
    scope: 'openid profile email offline_access',
    state: expectedState,
    nonce: expectedNonce,
    code_challenge: await openid.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
  })
  const answer = await fetch(there, { headers: { cookie: COOKIE }, redirect: 'manual' })
  const back = new URL(answer.headers.get('location'))
  const checks = { pkceCodeVerifier, expectedState, expectedNonce }
  const tokens = await openid.authorizationCodeGrant(provider, back, checks)
  const who = tokens.claims()
  assert.equal(who.email, 'ada@acmecorp.example')
  assert.equal(tokens.expires_in, 299)

  const person = await openid.fetchUserInfo(provider, tokens.access_token, who.sub)
  assert.equal(person.organization_name, 'AcmeCorp')

  const refreshed = await openid.refreshTokenGrant(provider, tokens.refresh_token)
  assert.equal(refreshed.claims().sub, who.sub)
  assert.notEqual(refreshed.refresh_token, tokens.refresh_token)
  const lost = await openid.refreshTokenGrant(provider, tokens.refresh_token)
  assert.equal(lost.refresh_token, refreshed.refresh_token)
  const next = await openid.refreshTokenGrant(provider, refreshed.refresh_token)
  await refused(openid.refreshTokenGrant(provider, tokens.refresh_token))
  await refused(openid.refreshTokenGrant(provider, next.refresh_token))

  const again = await fetch(there, { headers: { cookie: COOKIE }, redirect: 'manual' })
  const more = await openid.authorizationCodeGrant(provider, new URL(again.headers.get('location')), checks)
  await openid.tokenRevocation(provider, more.refresh_token)
  await refused(openid.refreshTokenGrant(provider, more.refresh_token))
  await assert.rejects(openid.fetchUserInfo(provider, more.access_token, who.sub))

  const out = openid.buildEndSessionUrl(provider, {
    id_token_hint: more.id_token, post_logout_redirect_uri: BACK_TO, state: 'bye' })
  assert(out.href.startsWith(`${ISSUER}/oidc/logout?`))
  if (way === 'basic') {
    const left = await fetch(out, { headers: { cookie: COOKIE }, redirect: 'manual' })
    assert.equal(left.headers.get('location'), `${BACK_TO}?state=bye`)
    const denied = await fetch(`${there}&prompt=none`, { headers: { cookie: COOKIE }, redirect: 'manual' })
    await assert.rejects(
      openid.authorizationCodeGrant(provider, new URL(denied.headers.get('location')), checks),
      (problem) => problem.error === 'login_required')
  }
}
console.log('done')

function refused(promise) {
  return assert.rejects(promise, (problem) => problem.error === 'invalid_grant')
}
