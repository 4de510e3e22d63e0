"""Which mail servers may be asked: never this machine itself or what lies beside it, unless whoever runs it says so."""

import ipaddress
import re
import socket
from urllib.parse import urlsplit

from django.conf import settings

PORTS = frozenset({143, 993})
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?|[0-9a-f:.]{2,45}", re.IGNORECASE)
_CLOSED = tuple(ipaddress.ip_network(n) for n in ("0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "64:ff9b::/96", "fc00::/7"))  # fmt: skip


class Closed(Exception):
    """No connection goes there."""


def is_allowed(host: str) -> bool:
    """Does whoever runs this machine vouch for the host?"""
    return host.lower() in {name.lower() for name in settings.SVS_MAIL_HOSTS}


def fault_of(host: str, port: int) -> tuple[str, str] | None:
    """(field, words) of what is wrong with an address as it is written; nothing is asked of any network."""
    if not _HOST.fullmatch(host):
        return "host", "That is no name of a server."
    if is_allowed(host):
        return None
    if port not in PORTS:
        return "port", "Mail is read at port 993 or 143."
    name = host.lower().rstrip(".")
    own = urlsplit(settings.SVS_BASE_URL).hostname
    if name in ("localhost", own) or name.endswith((".local", ".localhost", ".internal")):
        return "host", "That server is this machine or beside it: it must stand in SVS_MAIL_HOSTS."
    found = _written(name)
    if found is not None and is_closed(found):
        return "host", "That address is closed: it must stand in SVS_MAIL_HOSTS."
    return None


def resolve(host: str, port: int) -> str:
    """The one address to connect to. Raises Closed when the name leads, even partly, to where nothing may go."""
    found = [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not is_allowed(host) and any(is_closed(address) for address in found):
        raise Closed
    return found[0]


def _written(name: str) -> str | None:
    """The address that a host spells out, also as 127.1 or 0x7f.1; None for a name."""
    try:
        return str(ipaddress.ip_address(name))
    except ValueError:
        pass
    try:
        return socket.inet_ntoa(socket.inet_aton(name))
    except OSError:
        return None


def is_closed(address: str) -> bool:
    ip = ipaddress.ip_address(address.partition("%")[0])
    ip = getattr(ip, "ipv4_mapped", None) or ip
    if ip.is_loopback or ip.is_link_local or ip.is_multicast or ip.is_unspecified or ip.is_reserved:
        return True
    return any(ip.version == net.version and ip in net for net in _CLOSED)
