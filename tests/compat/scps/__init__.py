"""The scripted SCPs that both programs are run against, by name: what an SCP may say, and what it should not.

`register` has the table; the others fill it. Names say what the SCP does.
"""

from __future__ import annotations

from compat.scps import answers, association, broken
from compat.scps.association import REJECTIONS
from compat.scps.register import SCPS

__all__ = ["REJECTIONS", "SCPS", "answers", "association", "broken"]
