from hypothesis import given, settings
from hypothesis import strategies as st
from kafka.partitioner.default import murmur2 as kafka_murmur2

from pipeline.bus.partition import murmur2, partition_of


@settings(deadline=None)
@given(st.binary(max_size=40))
def test_hashes_as_kafka_does(data: bytes) -> None:
    assert murmur2(data) == kafka_murmur2(data) & 0xFFFFFFFF


@settings(deadline=None)
@given(st.text(max_size=30), st.integers(1, 50))
def test_a_key_lies_in_one_existing_partition(key: str, partitions: int) -> None:
    assert 0 <= partition_of(key, partitions) < partitions
    assert partition_of(key, partitions) == (kafka_murmur2(key.encode()) & 0x7FFFFFFF) % partitions


def test_known_values_of_the_java_client() -> None:
    """From org.apache.kafka.common.utils.UtilsTest."""
    assert murmur2(b"21") == -973932308 & 0xFFFFFFFF
    assert murmur2(b"foobar") == -790332482 & 0xFFFFFFFF
    assert murmur2(b"a-little-bit-long-string") == -985981536 & 0xFFFFFFFF
