"""Tasks done by several processes, their results in the order of the tasks."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from typing import TypeVar

_Task = TypeVar("_Task")
_Result = TypeVar("_Result")

# Tasks handed out before their turn, for each worker: enough that none waits, few enough to be held.
_AHEAD = 2


def in_order(
    function: Callable[[_Task], _Result], tasks: Iterable[_Task], workers: int
) -> Iterator[tuple[_Task, _Result]]:
    """Do tasks, and give each with its result, in order.

    Args:
        function: What is done; with several workers it must be one that can be pickled.
        tasks: Taken as they are needed.
        workers: How many processes; with one it is done in this.

    Examples:
        >>> list(in_order(abs, [-1, 2], 1))
        [(-1, 1), (2, 2)]
    """
    if workers == 1:
        for task in tasks:
            yield task, function(task)
        return
    with ProcessPoolExecutor(workers) as pool:
        waiting: deque[tuple[_Task, Future[_Result]]] = deque()
        try:
            for task in tasks:
                waiting.append((task, pool.submit(function, task)))
                if len(waiting) > _AHEAD * workers:
                    done, result = waiting.popleft()
                    yield done, result.result()
            while waiting:
                done, result = waiting.popleft()
                yield done, result.result()
        finally:
            for _, future in waiting:
                future.cancel()
