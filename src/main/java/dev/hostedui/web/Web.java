package dev.hostedui.web;

/** What every face works with: how it knows its visitors, and how it answers them. */
public record Web(
    Html html,
    Brand brand,
    Looks looks,
    Flash flash,
    Requests requests,
    Devices devices,
    Limits limits,
    Cookies cookies,
    SessionCookie sessionCookie,
    SignOut signOut,
    OwnAddresses addresses) {}
