package dev.hostedui.web;

/**
 * What a browser without script gets for a form that was sent after the session was over: the form
 * as it was typed, and how to send it again.
 *
 * @param why why the session is over, as a sentence
 * @param signIn where to sign in, in another tab
 */
public record SignedOutPage(Look look, String why, String signIn, SentForm form) implements View {}
