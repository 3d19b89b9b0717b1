"""Messages between the processes: JSON with its length before it, over Unix sockets."""

import _socket
import array
import builtins
import json
import socket
import struct

__builtins__ = dict(vars(builtins))  # for the functions below: a student can change those that all others share

LIMIT = 16 << 20  # bytes; what comes out of a sandbox is not trusted to be of a sensible size
_HEADER = struct.Struct("!I")
_ROOM = socket.CMSG_SPACE(4 * array.array("i").itemsize)  # for descriptors
# A student can change the class of sockets, and the coders that the module json has ready, but not these.
_send, _send_with, _receive, _receive_with = (
    getattr(_socket.socket, name) for name in ("sendall", "sendmsg", "recv", "recvmsg")
)
_encode, _decode = json.JSONEncoder().encode, json.JSONDecoder().decode


class Closed(Exception):
    """The other end is gone, or does not keep to the rules."""


def send(channel, message, descriptors=()):
    """Send a message, and file descriptors along with it."""
    data = _encode(message).encode()
    if len(data) > LIMIT:
        raise Closed("too long a message")
    try:
        if descriptors:
            rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", descriptors))]
            _send_with(channel, [_HEADER.pack(len(data))], rights)
            _send(channel, data)
        else:  # at once: else who waits for it wakes up twice
            _send(channel, _HEADER.pack(len(data)) + data)
    except OSError as error:
        raise Closed(str(error)) from None


def receive(channel, descriptors=None):
    """Return the next message. Descriptors that come with it are appended to the list, where one is given."""
    try:
        if descriptors is None:
            header = _exactly(channel, _HEADER.size)
        else:
            header, sent, *_ = _receive_with(channel, _HEADER.size, _ROOM)  # socket.recv_fds does more than is needed
            for level, kind, numbers in sent:
                if (level, kind) == (socket.SOL_SOCKET, socket.SCM_RIGHTS):
                    descriptors.extend(array.array("i", numbers))
            header += _exactly(channel, _HEADER.size - len(header)) if header else b""
        if not header:
            raise Closed("no more messages")
        (length,) = _HEADER.unpack(header)
        if length > LIMIT:
            raise Closed("too long a message")
        message = _decode(_exactly(channel, length).decode())
    except (OSError, ValueError, struct.error, RecursionError) as error:
        raise Closed(str(error)) from None
    if not isinstance(message, dict):
        raise Closed("not a message")
    return message


def _exactly(channel, length):
    parts = []
    while length:
        part = _receive(channel, min(length, 1 << 20))
        if not part:
            raise Closed("no more messages")
        parts.append(part)
        length -= len(part)
    return b"".join(parts)
