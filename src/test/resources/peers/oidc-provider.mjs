// Panva's oidc-provider with its own development pages; apps register themselves (RFC 7591).
// Like many providers it names the email in user info only, not in the ID token.
import { Provider } from 'oidc-provider'

const { PORT } = process.env
const people = {
  'noor@initech.example': { name: 'Noor Newcomer', given_name: 'Noor', family_name: 'Newcomer' },
  'stran@elsewhere.example': { name: 'Stran Ger', given_name: 'Stran', family_name: 'Ger' },
}
const provider = new Provider(`http://localhost:${PORT}`, {
  claims: {
    openid: ['sub'],
    email: ['email', 'email_verified'],
    profile: ['name', 'given_name', 'family_name'],
  },
  features: {
    registration: { enabled: true },
    devInteractions: { enabled: true },
    backchannelLogout: { enabled: true },
  },
  findAccount: (ctx, id) => ({
    accountId: id,
    claims: () => ({ sub: id, email: id, email_verified: true, ...people[id] }),
  }),
})
provider.listen(PORT, '127.0.0.1')
