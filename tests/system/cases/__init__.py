"""Tables of what the system tests play: a case for each option, a session for each verdict."""

from . import dns, filters, general, lists, rejections, tls_and_auth

OPTION_CASES = [
    *general.CASES,
    *lists.CASES,
    *dns.CASES,
    *filters.CASES,
    *tls_and_auth.CASES,
    *rejections.CASES,
]
