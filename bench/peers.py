"""Ask one port so many times at once with `findscu.aio`.

    python bench/peers.py PORT COUNT

Prints how many answers came, and the most threads that the program had.
"""

from __future__ import annotations

import asyncio
import sys
import threading

from findscu import aio

thread_counts = [1]


async def count(port: int) -> int:
    async with aio.find("127.0.0.1", port, level="STUDY") as matches:
        thread_counts.append(threading.active_count())
        return len([match async for match in matches])


async def main() -> None:
    port, peer_count = int(sys.argv[1]), int(sys.argv[2])
    print(sum(await asyncio.gather(*[count(port) for _ in range(peer_count)])), max(thread_counts))


if __name__ == "__main__":
    asyncio.run(main())
