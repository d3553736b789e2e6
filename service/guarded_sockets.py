"""Connections to one server: each address checked before connecting, and all of them ended at once from outside."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable
from contextlib import suppress

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection

from service.addresses import Allowed, Base


class GuardedSockets:
    """Opens sockets to `base` as far as `allowed` permits. `connect_seconds()` says how long connecting may take now."""

    def __init__(self, base: Base, allowed: Allowed, *, connect_seconds: Callable[[], float]) -> None:
        self._base = base
        self._allowed = allowed
        self._connect_seconds = connect_seconds
        self._lock = threading.Lock()
        self._handles: list[socket.socket] = []
        self.closed = False

    def connect(self) -> socket.socket:
        """A connected socket. A second handle on it is kept: wrapping in TLS takes the first one's descriptor away.

        Raises OSError when no address answers, FhirServerError when none is permitted.
        """
        error: OSError | None = None
        for family, to in self._allowed.addresses(self._base):
            connection = socket.socket(family, socket.SOCK_STREAM)
            try:
                connection.settimeout(self._connect_seconds())
                connection.connect(to)
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self._keep(connection)
            except OSError as e:
                connection.close()
                error = e
            else:
                return connection
        raise error or OSError("no address")

    def _keep(self, connection: socket.socket) -> None:
        with self._lock:
            if self.closed:
                raise TimeoutError
            self._handles.append(connection.dup())

    def close(self) -> None:
        """Shuts every connection down, so that a thread waiting for a slow server wakes up; none is opened after it."""
        with self._lock:
            self.closed = True
            for handle in self._handles:
                with suppress(OSError):  # the server was quicker
                    handle.shutdown(socket.SHUT_RDWR)
                handle.close()
            self._handles.clear()

    def pool(self, tls: ssl.SSLContext | None) -> urllib3.HTTPConnectionPool:
        """A connection pool for the server, which opens its sockets here. `tls` is needed for https."""
        connect = self.connect

        class Plain(HTTPConnection):
            def _new_conn(self) -> socket.socket:
                return connect()

        class Secure(HTTPSConnection):
            def _new_conn(self) -> socket.socket:
                return connect()

        if self._base.scheme == "https":
            secure = urllib3.HTTPSConnectionPool(self._base.host, self._base.port, maxsize=8, ssl_context=tls)
            secure.ConnectionCls = Secure
            return secure
        plain = urllib3.HTTPConnectionPool(self._base.host, self._base.port, maxsize=8)
        plain.ConnectionCls = Plain
        return plain
