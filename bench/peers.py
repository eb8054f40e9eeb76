"""Ask one port so many times at once with `findscu.aio`.

python bench/peers.py PORT COUNT
"""

from __future__ import annotations

import asyncio
import sys

from findscu import aio


async def count(port: int) -> int:
    async with await aio.find("127.0.0.1", port, level="STUDY") as matches:
        return len([match async for match in matches])


async def main() -> None:
    port, peer_count = int(sys.argv[1]), int(sys.argv[2])
    print(sum(await asyncio.gather(*[count(port) for _ in range(peer_count)])))


if __name__ == "__main__":
    asyncio.run(main())
