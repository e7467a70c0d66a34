"""Workers: tasks out to processes, results back in the order of the tasks, and no more under way than memory bears."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from functools import partial
from multiprocessing.connection import wait

from textmend.batch.reading import Step
from textmend.batch.work import Result, Settings, Task, work

# Tasks under way for each worker: a page that takes long must not let the others wait for work. Of a quarter of a
# megabyte each, they are a few megabytes.
_AHEAD = 8
# And no more bytes than this where records are large, in all, but for one task.
_MOST_HELD = 32 << 20
_DIED = "not mended: its worker process died over it, perhaps for want of memory; lower --max-chars"


class CannotBegin(Exception):
    """There can be no workers here; the message says what to do."""


def in_order(settings: Settings, steps: Iterator[Step], jobs: int) -> Generator[tuple[Step, Result], None, None]:
    """Work on tasks and give the results in order.

    A worker that dies takes nothing with it: what was under way is done again, and a document over which workers
    die stays as it is.

    Args:
        settings: Of the run.
        steps: The tasks.
        jobs: How many processes work; 1 is this one.

    Raises:
        CannotBegin: Workers die before they have anything to do.
    """
    if jobs == 1:
        for step in steps:
            yield step, work(settings, step.task)
        return
    pool = _pool(jobs)
    waiting: deque[tuple[Step, Future[Result]]] = deque()
    try:
        for step in steps:
            waiting.append((step, _submitted(settings, step.task, pool)))
            while len(waiting) >= _AHEAD * jobs or (len(waiting) > 1 and _held(waiting) > _MOST_HELD):
                first, pool = _result(settings, waiting, pool, jobs)
                yield first
        while waiting:
            first, pool = _result(settings, waiting, pool, jobs)
            yield first
    finally:
        pool.shutdown(cancel_futures=True)


def _held(waiting: Iterable[tuple[Step, Future[Result]]]) -> int:
    return sum(step.task.size for step, _ in waiting)


def _submitted(settings: Settings, task: Task, pool: ProcessPoolExecutor) -> Future[Result]:
    try:
        return pool.submit(work, settings, task)
    except BrokenProcessPool as error:  # which whoever asks for the result will learn
        future: Future[Result] = Future()
        future.set_exception(error)
        return future


def _result(
    settings: Settings, waiting: deque[tuple[Step, Future[Result]]], pool: ProcessPoolExecutor, jobs: int
) -> tuple[tuple[Step, Result], ProcessPoolExecutor]:
    """Give the first result, and a pool that is whole."""
    step, future = waiting.popleft()
    try:
        return (step, future.result()), pool
    except BrokenProcessPool:
        pool.shutdown(cancel_futures=True)
    result = _alone(settings, step.task)
    pool = _pool(jobs)
    again = [(step, _submitted(settings, step.task, pool)) for step, _ in waiting]
    waiting.clear()
    waiting.extend(again)
    return (step, result), pool


def _alone(settings: Settings, task: Task) -> Result:
    """Do a task in a process of its own; where that dies, its halves; where a half is one record, leave that."""
    with _pool(1) as pool:
        try:
            pool.submit(int).result()
        except BrokenProcessPool:
            raise CannotBegin("worker processes die as they begin, whatever they are to do; try --jobs 1") from None
        try:
            return pool.submit(work, settings, task).result()
        except BrokenProcessPool:
            pass
    halves = _halves(task)
    if len(halves) == 1:
        return work(settings, task, without_mending=_DIED)
    result = Result()
    for half in halves:
        result.add(_alone(settings, half))
    # The halves know nothing of the size; the whole does.
    result.tally.bytes = task.size
    return result


def _halves(task: Task) -> list[Task]:
    if isinstance(task.records, bytes):
        import pyarrow as pa

        from textmend.batch.work import as_stream

        rows = pa.ipc.open_stream(task.records).read_next_batch()
        middle = rows.num_rows // 2
        parts = [(0, rows.slice(0, middle)), (middle, rows.slice(middle))] if middle else [(0, rows)]
        return [replace(task, first=task.first + start, records=as_stream(part)) for start, part in parts]
    middle = len(task.records) // 2
    if not middle:
        return [task]
    return [
        replace(task, records=task.records[:middle]),
        replace(task, records=task.records[middle:], first=task.first + middle),
    ]


def _pool(jobs: int) -> ProcessPoolExecutor:
    # Workers that are not forked from a process with threads cannot inherit a lock that nobody opens again.
    method = "spawn" if sys.platform in ("win32", "darwin") else "forkserver"
    context = multiprocessing.get_context(method)
    if method == "forkserver":
        context.set_forkserver_preload(["textmend.batch.work"])
    return ProcessPoolExecutor(jobs, context, initializer=_begin, initargs=(one_thread(),))


def one_thread() -> dict[str, str]:
    """Tell, as environment variables, NumPy's libraries to keep to one thread, unless somebody has told them.

    Threads that wait for each other on processors that others use cost more than they bring: with two workers on two
    busy processors, spun pages took ten times as long (tests/bench/batch.py).
    """
    names = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
    return {name: os.environ.get(name, "1") for name in names}


def _begin(environment: dict[str, str]) -> None:
    """Begin as a worker: Ctrl-C is the parent's affair, and without a parent there is nothing to do."""
    os.environ.update(environment)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    assert parent is not None
    threading.Thread(target=partial(_end_with, parent.sentinel), daemon=True).start()


def _end_with(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)
