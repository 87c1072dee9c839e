/**
 * An operator's own words for mails: subject, HTML and text with variables in double braces. Where
 * there are none, or they cannot be filled in, our own are sent.
 *
 * <p>Own code here, the filling in: nothing but names are replaced. The kept engines for such
 * templates know sections, partials and a form that is not escaped; each would have to be shut out
 * again, and the contexts a name may stand in (text, the value of an attribute, an address) must be
 * known here anyway, to refuse the others when a template is saved.
 */
@NullMarked
package dev.hostedui.identity.mailtemplate;

import org.jspecify.annotations.NullMarked;
