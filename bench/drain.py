"""The physical limit: take the bytes of all answers from the socket and look at nothing but the end.

python bench/drain.py PORT WORKLOAD
"""

from __future__ import annotations

import socket
import sys

import pdus

SOP_CLASSES = {"worklist": b"1.2.840.10008.5.1.4.31"}
STUDY_ROOT = b"1.2.840.10008.5.1.4.1.2.2.1"


def drain(port: int, sop_class: bytes) -> int:
    """Ask once; return the number of bytes that came."""
    end = pdus.p_data(pdus.pdv(1, pdus.COMMAND, pdus.find_rsp(sop_class, 1, pdus.SUCCESS)))
    ask = pdus.p_data(pdus.pdv(1, pdus.COMMAND, pdus.find_rq(sop_class)), pdus.pdv(1, pdus.DATA, b""))
    with socket.create_connection(("127.0.0.1", port)) as stream:
        stream.sendall(pdus.associate_rq(sop_class))
        stream.recv(65536)
        stream.sendall(ask)
        count, tail = 0, b""
        while not tail.endswith(end):
            chunk = stream.recv(262144)
            count += len(chunk)
            tail = (tail + chunk)[-len(end) :]
        stream.sendall(pdus.RELEASE_RQ)
        stream.recv(65536)
    return count


if __name__ == "__main__":
    print(drain(int(sys.argv[1]), SOP_CLASSES.get(sys.argv[2], STUDY_ROOT)))
