from __future__ import annotations

import multiprocessing
from queue import Empty

import pytest
from kombu import Connection

import cop_portal.celery  # noqa: F401  names the transport
from cop_portal.broker import Transport


@pytest.fixture
def address(tmp_path):
    """Options of a broker in a folder of its own."""
    for name in ("queue", "control"):
        (tmp_path / name).mkdir()
    Transport.global_state.clear()  # a process keeps in mind what it has declared, and here the folder is new
    return {
        "data_folder_in": str(tmp_path / "queue"),
        "data_folder_out": str(tmp_path / "queue"),
        "control_folder": str(tmp_path / "control"),
        "polling_interval": 0.01,
    }


def take_all(options, results):
    with Connection("folder://", transport_options=options) as connection, connection.SimpleQueue("work") as queue:
        taken = []
        while True:
            try:
                message = queue.get(timeout=0.2)
            except Empty:
                break
            message.ack()
            taken.append(message.payload)
    results.put(taken)


@pytest.fixture
def queue(address):
    with Connection("folder://", transport_options=address) as connection, connection.SimpleQueue("work") as queue:
        yield queue


def test_messages_arrive_in_the_order_they_were_sent(queue):
    for number in range(5):
        queue.put({"number": number})

    received = []
    for _ in range(5):
        message = queue.get(timeout=1)
        message.ack()
        received.append(message.payload["number"])
    assert received == [0, 1, 2, 3, 4]


def test_a_message_taken_leaves_nothing_on_disk(queue, tmp_path):
    queue.put("hello")
    queue.get(timeout=1).ack()

    assert list((tmp_path / "queue").iterdir()) == []


def test_the_length_of_a_queue_counts_only_its_own_messages(address, queue):
    with Connection("folder://", transport_options=address) as connection, connection.SimpleQueue("other") as other:
        other.put("for somebody else")
        queue.put("for us")

        assert queue.qsize() == 1


def test_a_purged_queue_is_empty(queue):
    queue.put("one")
    queue.put("two")

    assert queue.clear() == 2
    assert queue.qsize() == 0


def test_a_message_half_written_is_not_seen(queue, tmp_path):
    queue.put("whole")
    (sent,) = (tmp_path / "queue").iterdir()
    sent.rename(sent.with_name(f".{sent.name}"))  # the name it has while it is being written

    with pytest.raises(Empty):
        queue.get(timeout=0.05)


def test_a_message_that_cannot_be_read_stops_no_other(queue, tmp_path, caplog):
    (tmp_path / "queue" / f"{0:020d}-torn.work.msg").write_text('{"body": ')
    queue.put("the next")

    message = queue.get(timeout=1)
    message.ack()

    assert message.payload == "the next"
    assert [record.message for record in caplog.records] == [
        f"A message of the file broker could not be read and was left out: {0:020d}-torn.work.msg"
    ]


def test_two_takers_at_once_get_each_message_once(address, queue):
    for number in range(60):
        queue.put(number)

    spawned = multiprocessing.get_context("spawn")
    results = spawned.Queue()
    takers = [spawned.Process(target=take_all, args=(address, results)) for _ in range(2)]
    for taker in takers:
        taker.start()
    taken = results.get(timeout=30) + results.get(timeout=30)
    for taker in takers:
        taker.join(timeout=10)

    assert sorted(taken) == list(range(60))
