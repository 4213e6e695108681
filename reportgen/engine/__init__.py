"""Many runs, worked on here, by a pool of processes, or by a cluster: the same calls.

    with engine_for(jobs=8) as engine:
        for outcome in engine.results(work, items):
            ...

`work` takes one item; outcomes come in the order of the items, whichever process made them, so
that what is written does not depend on the engine. What an item costs by failing is its own
outcome. See `model.Engine`.
"""

from reportgen.engine.choose import engine_for
from reportgen.engine.model import Delivery, Engine, Lost
from reportgen.engine.ready import cores

__all__ = ["Delivery", "Engine", "Lost", "cores", "engine_for"]
